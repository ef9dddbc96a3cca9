using MueJam.Api.Caching;
using MueJam.Api.Errors;
using MueJam.Api.Lists;
using MueJam.Api.Stories;
using MueJam.Api.Users;
using MueJam.Api.Validation;

namespace MueJam.Api.Chapters;

/// <summary><c>/v1/stories/{slug}/chapters</c>. A draft's chapters are its author's alone.</summary>
public sealed class ChapterEndpoints(ChapterStore store, StoryStore stories, ResponseCache cache)
{
    /// <summary>Maps them.</summary>
    /// <param name="api">The group <c>/v1</c>.</param>
    public void Map(RouteGroupBuilder api)
    {
        var chapters = api.MapGroup("/stories/{slug}/chapters").WithTags("Chapters");
        chapters
            .MapGet("/", ListAsync)
            .Produces<Page<ChapterHead>>()
            .ProducesValidationProblem()
            .ProducesProblem(404)
            .WithSummary("The chapters of a story, in order.");
        chapters
            .MapGet("/{number:int}", GetAsync)
            .Produces<Chapter>()
            .ProducesProblem(404)
            .WithSummary("One chapter with its text.");
        chapters
            .MapPost("/", PostAsync)
            .RequireAuthorization(UserServices.Writer)
            .Produces<Chapter>(201)
            .ProducesValidationProblem()
            .ProducesProblem(404)
            .ProducesProblem(422)
            .WithSummary("Posts the next chapter. With an Idempotency-Key once, however often it is sent.");
        chapters
            .MapPatch("/{number:int}", PatchAsync)
            .RequireAuthorization(UserServices.Writer)
            .Produces<Chapter>()
            .ProducesValidationProblem()
            .ProducesProblem(404)
            .WithSummary("Changes a chapter.");
        chapters
            .MapDelete("/{number:int}", DeleteAsync)
            .RequireAuthorization(UserServices.Writer)
            .Produces(204)
            .ProducesProblem(404)
            .WithSummary("Deletes a chapter.");
    }

    private Task<IResult> ListAsync(
        string slug,
        PageRequest page,
        HttpContext context,
        CancellationToken cancellationToken
    ) =>
        GetOfStoryAsync(
            slug,
            AnswerKeys.Chapters(slug, page),
            async (user, token) => page.Of(await store.ListAsync(slug, user, page, token), Place),
            "story",
            context,
            cancellationToken
        );

    private Task<IResult> GetAsync(string slug, int number, HttpContext context, CancellationToken cancellationToken) =>
        GetOfStoryAsync(
            slug,
            AnswerKeys.Chapter(slug, number),
            (user, token) => store.FindAsync(slug, number, user, token),
            "chapter",
            context,
            cancellationToken
        );

    private async Task<IResult> PostAsync(
        string slug,
        NewChapter chapter,
        HttpContext context,
        CancellationToken cancellationToken,
        [IdempotencyKey, Text(1, IdempotencyKeyAttribute.MaxLength)] string? key = null
    )
    {
        if (await store.AddAsync(slug, chapter, context.Handle()!, key, cancellationToken) is { } added)
        {
            return Created(added);
        }

        if (key is not null && await store.PostedAsync(slug, context.Handle()!, key, cancellationToken) is { } posted)
        {
            // One that was changed since is no longer what was posted.
            var isSame =
                posted.UpdatedAt != posted.CreatedAt
                || (posted.Title == chapter.Title!.Trim() && posted.Body == chapter.Body);
            return isSame ? Created(posted) : Problems.KeyReused();
        }

        return await WhyNotAsync(slug, context, cancellationToken);
    }

    private static Cursor Place(ChapterHead chapter) => new(0, chapter.Number);

    private static IResult Created(Chapter chapter) =>
        Results.Created($"/v1/stories/{chapter.Story}/chapters/{chapter.Number}", chapter);

    private async Task<IResult> PatchAsync(
        string slug,
        int number,
        ChapterChange change,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        return await store.ChangeAsync(slug, number, change, context.Handle()!, cancellationToken) is { } changed
            ? Results.Ok(changed)
            : await WhyNotAsync(slug, context, cancellationToken);
    }

    private async Task<IResult> DeleteAsync(
        string slug,
        int number,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        return await store.DeleteAsync(slug, number, context.Handle()!, cancellationToken)
            ? Results.NoContent()
            : await WhyNotAsync(slug, context, cancellationToken);
    }

    /// <summary>
    /// What belongs to a published story comes through the cache; what belongs to a draft is read for its author.
    /// </summary>
    private async Task<IResult> GetOfStoryAsync<T>(
        string slug,
        string key,
        Func<string?, CancellationToken, Task<T?>> read,
        string what,
        HttpContext context,
        CancellationToken cancellationToken
    )
        where T : class
    {
        T? ofDraft = null;
        return await cache.GetAsync(
            key,
            Lifetimes.Story,
            [Scopes.Story(slug)],
            async token =>
            {
                var story = await stories.FindAsync(slug, token);
                if (story is { Status: Story.Draft } && story.Author == context.Handle())
                {
                    ofDraft = await read(story.Author, token);
                }

                return story is { Status: Story.Published } ? await read(null, token) : null;
            },
            () => ofDraft is null ? Problems.NotFound(what) : Results.Ok(ofDraft),
            cancellationToken
        );
    }

    private async Task<IResult> WhyNotAsync(string slug, HttpContext context, CancellationToken cancellationToken) =>
        await stories.FindAsync(slug, cancellationToken) is { Status: Story.Published } story
        && story.Author != context.Handle()
            ? Problems.NotYours("story")
            : Problems.NotFound("chapter");
}
