using MueJam.Api.Caching;
using MueJam.Api.Errors;
using MueJam.Api.Lists;
using MueJam.Api.Stories;
using MueJam.Api.Users;

namespace MueJam.Api.Chapters;

/// <summary><c>/v1/stories/{slug}/chapters</c>. A draft's chapters are its author's alone.</summary>
public sealed class ChapterEndpoints(ChapterStore store, StoryStore stories, ResponseCache cache)
{
    /// <summary>Maps them.</summary>
    /// <param name="api">The group <c>/v1</c>.</param>
    public void Map(RouteGroupBuilder api)
    {
        var chapters = api.MapGroup("/stories/{slug}/chapters").WithTags("Chapters");
        chapters.MapGet("/", ListAsync).Produces<Page<ChapterHead>>().ProducesValidationProblem().ProducesProblem(404).WithSummary("The chapters of a story, in order.");
        chapters.MapGet("/{number:int}", GetAsync).Produces<Chapter>().ProducesProblem(404).WithSummary("One chapter with its text.");
        chapters.MapPost("/", PostAsync).RequireAuthorization(UserServices.Writer)
            .Produces<Chapter>(201).ProducesValidationProblem().ProducesProblem(404).WithSummary("Posts the next chapter.");
        chapters.MapPatch("/{number:int}", PatchAsync).RequireAuthorization(UserServices.Writer)
            .Produces<Chapter>().ProducesValidationProblem().ProducesProblem(404).WithSummary("Changes a chapter.");
        chapters.MapDelete("/{number:int}", DeleteAsync).RequireAuthorization(UserServices.Writer)
            .Produces(204).ProducesProblem(404).WithSummary("Deletes a chapter.");
    }

    private Task<IResult> ListAsync(
        string slug, PageRequest page, HttpContext context, CancellationToken cancellationToken)
        => GetOfStoryAsync(
            slug, $"chapters:{slug}:{page.Key}", async token => page.Of(await store.ListAsync(slug, page, token), chapter => new Cursor(0, chapter.Number)),
            "story", context, cancellationToken);

    private Task<IResult> GetAsync(
        string slug, int number, HttpContext context, CancellationToken cancellationToken)
        => GetOfStoryAsync(slug, $"chapter:{slug}:{number}", token => store.FindAsync(slug, number, token), "chapter", context, cancellationToken);

    private async Task<IResult> PostAsync(
        string slug, NewChapter chapter, HttpContext context, CancellationToken cancellationToken)
    {
        return await store.AddAsync(slug, chapter, context.Handle()!, cancellationToken) is { } added
            ? Results.Created($"/v1/stories/{slug}/chapters/{added.Number}", added)
            : await WhyNotAsync(slug, context, cancellationToken);
    }

    private async Task<IResult> PatchAsync(
        string slug, int number, ChapterChange change, HttpContext context, CancellationToken cancellationToken)
    {
        return await store.ChangeAsync(slug, number, change, context.Handle()!, cancellationToken) is { } changed
            ? Results.Ok(changed)
            : await WhyNotAsync(slug, context, cancellationToken);
    }

    private async Task<IResult> DeleteAsync(
        string slug, int number, HttpContext context, CancellationToken cancellationToken)
    {
        return await store.DeleteAsync(slug, number, context.Handle()!, cancellationToken)
            ? Results.NoContent()
            : await WhyNotAsync(slug, context, cancellationToken);
    }

    /// <summary>What belongs to a published story comes through the cache; what belongs to a draft is read for its author.</summary>
    private async Task<IResult> GetOfStoryAsync<T>(
        string slug, string key, Func<CancellationToken, Task<T?>> read, string what, HttpContext context, CancellationToken cancellationToken)
        where T : class
    {
        T? ofDraft = null;
        return await cache.GetAsync(
            key, Lifetimes.Story, [Scopes.Story(slug)],
            async token =>
            {
                var story = await stories.FindAsync(slug, token);
                if (story is { Status: Story.Draft } && story.Author == context.Handle())
                {
                    ofDraft = await read(token);
                }

                return story is { Status: Story.Published } ? await read(token) : null;
            },
            () => ofDraft is null ? Problems.NotFound(what) : Results.Ok(ofDraft),
            cancellationToken);
    }

    private async Task<IResult> WhyNotAsync(string slug, HttpContext context, CancellationToken cancellationToken)
        => await stories.FindAsync(slug, cancellationToken) is { Status: Story.Published } story && story.Author != context.Handle()
            ? Problems.NotYours("story")
            : Problems.NotFound("chapter");
}
