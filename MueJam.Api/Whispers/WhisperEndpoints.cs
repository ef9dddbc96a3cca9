using MueJam.Api.Caching;
using MueJam.Api.Errors;
using MueJam.Api.Lists;
using MueJam.Api.RateLimiting;
using MueJam.Api.Stories;
using MueJam.Api.Users;
using MueJam.Api.Validation;

namespace MueJam.Api.Whispers;

/// <summary><c>/v1/whispers</c>, and the whispers about a story.</summary>
public sealed class WhisperEndpoints(WhisperStore store, ResponseCache cache, StoryStore stories)
{
    /// <summary>Maps them.</summary>
    /// <param name="api">The group <c>/v1</c>.</param>
    public void Map(RouteGroupBuilder api)
    {
        var whispers = api.MapGroup("/whispers").WithTags("Whispers");
        whispers
            .MapGet("/", ListAsync)
            .Produces<Page<Whisper>>()
            .ProducesValidationProblem()
            .WithSummary("The newest global whispers.");
        whispers.MapGet("/{id:long}", GetAsync).Produces<Whisper>().ProducesProblem(404).WithSummary("One whisper.");
        whispers
            .MapGet("/{id:long}/replies", RepliesAsync)
            .Produces<Page<Whisper>>()
            .ProducesValidationProblem()
            .ProducesProblem(404)
            .WithSummary("The replies to a whisper, oldest first.");
        whispers
            .MapPost("/", PostAsync)
            .RequireAuthorization(UserServices.Writer)
            .RequireRateLimiting(RateLimitingServices.Whispers)
            .Produces<Whisper>(201)
            .ProducesValidationProblem()
            .ProducesProblem(404)
            .ProducesProblem(422)
            .WithSummary(
                "Posts a whisper: global, about a story, or a reply. With an Idempotency-Key once, however often "
                    + "it is sent."
            );
        whispers
            .MapPut("/{id:long}/like", LikeAsync)
            .RequireAuthorization(UserServices.Writer)
            .Produces<Whisper>()
            .ProducesProblem(404)
            .WithSummary("Likes a whisper.");
        whispers
            .MapDelete("/{id:long}/like", UnlikeAsync)
            .RequireAuthorization(UserServices.Writer)
            .Produces<Whisper>()
            .ProducesProblem(404)
            .WithSummary("Likes a whisper no more.");
        whispers
            .MapDelete("/{id:long}", DeleteAsync)
            .RequireAuthorization(UserServices.Writer)
            .Produces(204)
            .ProducesProblem(404)
            .WithSummary("Deletes a whisper.");
        api.MapGet("/stories/{slug}/whispers", OfStoryAsync)
            .WithTags("Whispers")
            .Produces<Page<Whisper>>()
            .ProducesValidationProblem()
            .ProducesProblem(404)
            .WithSummary("The newest whispers about a story.");
    }

    private Task<IResult> ListAsync(PageRequest page, CancellationToken cancellationToken) =>
        cache.GetAsync(
            AnswerKeys.Whispers(page),
            Lifetimes.Whispers,
            [Scopes.Whispers],
            async token => page.Of(await store.GlobalAsync(page, token), Place),
            () => Problems.NotFound("whisper"),
            cancellationToken
        );

    private Task<IResult> GetAsync(long id, CancellationToken cancellationToken) =>
        cache.GetAsync(
            AnswerKeys.Whisper(id),
            Lifetimes.Whispers,
            [Scopes.Whisper(id), Scopes.Withdrawn],
            token => store.FindAsync(id, token),
            () => Problems.NotFound("whisper"),
            cancellationToken
        );

    private Task<IResult> RepliesAsync(long id, PageRequest page, CancellationToken cancellationToken) =>
        cache.GetAsync(
            AnswerKeys.Replies(id, page),
            Lifetimes.Whispers,
            [Scopes.Whisper(id), Scopes.Withdrawn],
            async token =>
                await store.FindAsync(id, token) is null
                    ? null
                    : page.Of(await store.RepliesAsync(id, page, token), Place),
            () => Problems.NotFound("whisper"),
            cancellationToken
        );

    private Task<IResult> OfStoryAsync(string slug, PageRequest page, CancellationToken cancellationToken) =>
        cache.GetAsync(
            AnswerKeys.StoryWhispers(slug, page),
            Lifetimes.Whispers,
            [Scopes.StoryWhispers(slug), Scopes.Story(slug)],
            async token =>
                await stories.FindAsync(slug, token) is { Status: Story.Published }
                    ? page.Of(await store.OfStoryAsync(slug, page, token), Place)
                    : null,
            () => Problems.NotFound("story"),
            cancellationToken
        );

    private async Task<IResult> PostAsync(
        NewWhisper whisper,
        HttpContext context,
        CancellationToken cancellationToken,
        [IdempotencyKey, Text(1, IdempotencyKeyAttribute.MaxLength)] string? key = null
    )
    {
        if (whisper is { Story: not null, ReplyTo: not null })
        {
            throw new InvalidFieldException(
                "reply_to",
                "Either story or reply_to: a reply is about what the other is about."
            );
        }

        var (author, body) = (context.Handle()!, whisper.Body!.Trim());
        var added = whisper.ReplyTo is { } replyTo
            ? await store.ReplyAsync(body, replyTo, author, key, cancellationToken)
            : await store.AddAsync(body, whisper.Story, author, key, cancellationToken);
        if (added is null && key is not null && await store.PostedAsync(author, key, cancellationToken) is { } posted)
        {
            var isSame =
                posted.Body == body
                && posted.ReplyTo == whisper.ReplyTo
                && (whisper.ReplyTo is not null || posted.Story == whisper.Story);
            return isSame ? Created(posted) : Problems.KeyReused();
        }

        return added is null ? Problems.NotFound(whisper.ReplyTo is null ? "story" : "whisper") : Created(added);
    }

    private static IResult Created(Whisper whisper) => Results.Created($"/v1/whispers/{whisper.Id}", whisper);

    private async Task<IResult> LikeAsync(long id, HttpContext context, CancellationToken cancellationToken) =>
        Answer(await store.LikeAsync(id, context.Handle()!, cancellationToken));

    private async Task<IResult> UnlikeAsync(long id, HttpContext context, CancellationToken cancellationToken) =>
        Answer(await store.UnlikeAsync(id, context.Handle()!, cancellationToken));

    private async Task<IResult> DeleteAsync(long id, HttpContext context, CancellationToken cancellationToken)
    {
        if (await store.DeleteAsync(id, context.Handle()!, cancellationToken) is not null)
        {
            return Results.NoContent();
        }

        return await store.FindAsync(id, cancellationToken) is null
            ? Problems.NotFound("whisper")
            : Problems.NotYours("whisper");
    }

    private static IResult Answer(Whisper? changed) =>
        changed is null ? Problems.NotFound("whisper") : Results.Ok(changed);

    private static Cursor Place(Whisper whisper) => new(0, whisper.Id);
}
