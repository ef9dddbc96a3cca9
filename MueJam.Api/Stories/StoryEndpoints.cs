using MueJam.Api.Caching;
using MueJam.Api.Errors;
using MueJam.Api.Http;
using MueJam.Api.Lists;
using MueJam.Api.Users;
using MueJam.Api.Validation;

namespace MueJam.Api.Stories;

/// <summary><c>/v1/stories</c>.</summary>
public sealed class StoryEndpoints(StoryStore store, ResponseCache cache)
{
    /// <summary>Maps them.</summary>
    /// <param name="api">The group <c>/v1</c>.</param>
    public void Map(RouteGroupBuilder api)
    {
        var stories = api.MapGroup("/stories").WithTags("Stories");
        stories
            .MapGet("/", ListAsync)
            .Produces<Page<Story>>()
            .ProducesValidationProblem()
            .WithSummary("The newest published of a tag when one is given.");
        stories
            .MapGet("/{slug}", GetAsync)
            .Produces<Story>()
            .ProducesProblem(404)
            .WithSummary("One story. A draft is its author's alone.");
        stories
            .MapPost("/", PostAsync)
            .RequireAuthorization(UserServices.Writer)
            .Produces<Story>(201)
            .ProducesValidationProblem()
            .ProducesProblem(409)
            .WithSummary("Posts a story, published or as a draft.");
        stories
            .MapPatch("/{slug}", PatchAsync)
            .RequireAuthorization(UserServices.Writer)
            .Produces<Story>()
            .ProducesValidationProblem()
            .ProducesProblem(404)
            .WithSummary("Changes a story: its texts, its tags, whether it is published.");
        stories
            .MapDelete("/{slug}", DeleteAsync)
            .RequireAuthorization(UserServices.Writer)
            .Produces(204)
            .ProducesProblem(404)
            .WithSummary("Deletes a story.");
        api.MapGet("/me/stories", MineAsync)
            .RequireAuthorization(UserServices.Writer)
            .WithTags("Stories")
            .Produces<Page<Story>>()
            .ProducesValidationProblem()
            .WithSummary("One's own drafts included.");
    }

    private Task<IResult> ListAsync(PageRequest page, CancellationToken cancellationToken, string? tag = null) =>
        cache.GetAsync(
            AnswerKeys.Stories(page, StoredText.Of(tag, "tag")),
            Lifetimes.Discover,
            [Scopes.Stories],
            async token => page.Of(await store.NewestAsync(tag, page, token), StoryStore.Place),
            () => Problems.NotFound("story"),
            cancellationToken
        );

    private Task<IResult> GetAsync(string slug, HttpContext context, CancellationToken cancellationToken)
    {
        Story? draft = null;
        // Its scope as well: one string for every read.
        var key = AnswerKeys.Story(slug);
        return cache.GetAsync(
            key,
            Lifetimes.Story,
            [key],
            async token =>
                await store.FindAsync(slug, token) switch
                {
                    { Status: Story.Draft } found when (draft = found) is not null => null,
                    var found => found,
                },
            () =>
                draft is not null && draft.Author == context.Handle()
                    ? Private(draft, context)
                    : Problems.NotFound("story"),
            cancellationToken
        );
    }

    private static IResult Private(Story draft, HttpContext context)
    {
        PrivateAnswers.KeepPrivate(context.Response);
        return Results.Ok(draft);
    }

    private async Task<IResult> PostAsync(NewStory story, HttpContext context, CancellationToken cancellationToken)
    {
        return await store.AddAsync(story, context.Handle()!, cancellationToken) is { } added
            ? Results.Created($"/v1/stories/{added.Slug}", added)
            : Problems.Problem(409, "slug_taken", "Another story has that slug.");
    }

    private async Task<IResult> PatchAsync(
        string slug,
        StoryChange change,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        return await store.ChangeAsync(slug, change, context.Handle()!, cancellationToken) is { } changed
            ? Results.Ok(changed)
            : await WhyNotAsync(slug, cancellationToken);
    }

    private async Task<IResult> DeleteAsync(string slug, HttpContext context, CancellationToken cancellationToken)
    {
        return await store.DeleteAsync(slug, context.Handle()!, cancellationToken)
            ? Results.NoContent()
            : await WhyNotAsync(slug, cancellationToken);
    }

    private async Task<IResult> MineAsync(PageRequest page, HttpContext context, CancellationToken cancellationToken) =>
        Results.Ok(
            page.Of(
                await store.OfAuthorAsync(context.Handle()!, withDrafts: true, page, cancellationToken),
                story => new Cursor(0, story.Id)
            )
        );

    /// <summary>Another's draft does not exist for the one who asks.</summary>
    private async Task<IResult> WhyNotAsync(string slug, CancellationToken cancellationToken) =>
        await store.FindAsync(slug, cancellationToken) is { Status: Story.Published }
            ? Problems.NotYours("story")
            : Problems.NotFound("story");
}
