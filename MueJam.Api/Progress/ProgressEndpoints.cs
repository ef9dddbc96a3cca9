using MueJam.Api.Errors;
using MueJam.Api.Lists;
using MueJam.Api.Users;

namespace MueJam.Api.Progress;

/// <summary><c>/v1/stories/{slug}/progress</c> and <c>/v1/me/progress</c>: one's own.</summary>
public sealed class ProgressEndpoints(ProgressStore store)
{
    /// <summary>Maps them.</summary>
    /// <param name="api">The group <c>/v1</c>.</param>
    public void Map(RouteGroupBuilder api)
    {
        var progress = api.MapGroup("").WithTags("Progress").RequireAuthorization(UserServices.Writer);
        progress
            .MapPut("/stories/{slug}/progress", PutAsync)
            .Produces<ReadingProgress>()
            .ProducesValidationProblem()
            .ProducesProblem(404)
            .WithSummary("Sets how far one has read a story.");
        progress
            .MapGet("/stories/{slug}/progress", GetAsync)
            .Produces<ReadingProgress>()
            .ProducesProblem(404)
            .WithSummary("How far one has read a story.");
        progress
            .MapGet("/me/progress", ListAsync)
            .Produces<Page<ReadingProgress>>()
            .ProducesValidationProblem()
            .WithSummary("What one reads, the latest first.");
    }

    private async Task<IResult> PutAsync(
        string slug,
        NewProgress progress,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        var (chapter, percent) = (progress.Chapter!.Value, progress.Percent!.Value);
        return await store.SetAsync(context.Handle()!, slug, chapter, percent, cancellationToken) is { } set
            ? Results.Ok(set)
            : Problems.NotFound("chapter");
    }

    private async Task<IResult> GetAsync(string slug, HttpContext context, CancellationToken cancellationToken) =>
        await store.FindAsync(context.Handle()!, slug, cancellationToken) is { } progress
            ? Results.Ok(progress)
            : Problems.NotFound("progress");

    private async Task<IResult> ListAsync(PageRequest page, HttpContext context, CancellationToken cancellationToken)
    {
        var found = page.Of(
            await store.ListAsync(context.Handle()!, page, cancellationToken),
            item => Cursor.Of(item.Progress.UpdatedAt, item.StoryId)
        );
        return Results.Ok(new Page<ReadingProgress>([.. found.Data.Select(item => item.Progress)], found.NextCursor));
    }
}
