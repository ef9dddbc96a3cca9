using MueJam.Api.Errors;
using MueJam.Api.Lists;
using MueJam.Api.Stories;
using MueJam.Api.Users;

namespace MueJam.Api.Shelves;

/// <summary><c>/v1/shelves</c>: one's own; another's do not exist for the one who asks.</summary>
public sealed class ShelfEndpoints(ShelfStore store)
{
    /// <summary>Maps them.</summary>
    /// <param name="api">The group <c>/v1</c>.</param>
    public void Map(RouteGroupBuilder api)
    {
        var shelves = api.MapGroup("/shelves").WithTags("Shelves").RequireAuthorization(UserServices.Writer);
        shelves
            .MapGet("/", ListAsync)
            .Produces<Page<Shelf>>()
            .ProducesValidationProblem()
            .WithSummary("One's own shelves, newest first.");
        shelves
            .MapPost("/", PostAsync)
            .Produces<Shelf>(201)
            .ProducesValidationProblem()
            .ProducesProblem(409)
            .WithSummary("Makes a shelf.");
        shelves.MapGet("/{id:long}", GetAsync).Produces<Shelf>().ProducesProblem(404).WithSummary("One shelf.");
        shelves
            .MapPatch("/{id:long}", PatchAsync)
            .Produces<Shelf>()
            .ProducesValidationProblem()
            .ProducesProblem(404)
            .ProducesProblem(409)
            .WithSummary("Gives a shelf another name.");
        shelves.MapDelete("/{id:long}", DeleteAsync).Produces(204).ProducesProblem(404).WithSummary("Deletes a shelf.");
        shelves
            .MapGet("/{id:long}/stories", StoriesAsync)
            .Produces<Page<Story>>()
            .ProducesValidationProblem()
            .ProducesProblem(404)
            .WithSummary("The stories on a shelf, newest added first.");
        shelves
            .MapPut("/{id:long}/stories/{slug}", PutAsync)
            .Produces(204)
            .ProducesProblem(404)
            .WithSummary("Puts a story on a shelf.");
        shelves
            .MapDelete("/{id:long}/stories/{slug}", TakeAsync)
            .Produces(204)
            .ProducesProblem(404)
            .WithSummary("Takes a story off a shelf.");
    }

    private async Task<IResult> ListAsync(PageRequest page, HttpContext context, CancellationToken cancellationToken) =>
        Results.Ok(
            page.Of(await store.ListAsync(context.Handle()!, page, cancellationToken), shelf => new Cursor(0, shelf.Id))
        );

    private async Task<IResult> GetAsync(long id, HttpContext context, CancellationToken cancellationToken) =>
        await store.FindAsync(context.Handle()!, id, cancellationToken) is { } shelf
            ? Results.Ok(shelf)
            : Problems.NotFound("shelf");

    private async Task<IResult> PostAsync(ShelfName shelf, HttpContext context, CancellationToken cancellationToken)
    {
        return await store.AddAsync(context.Handle()!, shelf.Name!.Trim(), cancellationToken) is { } added
            ? Results.Created($"/v1/shelves/{added.Id}", added)
            : Exists();
    }

    private async Task<IResult> PatchAsync(
        long id,
        ShelfName shelf,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        if (await store.RenameAsync(context.Handle()!, id, shelf.Name!.Trim(), cancellationToken) is { } renamed)
        {
            return Results.Ok(renamed);
        }

        return await store.FindAsync(context.Handle()!, id, cancellationToken) is null
            ? Problems.NotFound("shelf")
            : Exists();
    }

    private async Task<IResult> DeleteAsync(long id, HttpContext context, CancellationToken cancellationToken) =>
        Done(await store.DeleteAsync(context.Handle()!, id, cancellationToken), "shelf");

    private async Task<IResult> StoriesAsync(
        long id,
        PageRequest page,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        if (await store.FindAsync(context.Handle()!, id, cancellationToken) is null)
        {
            return Problems.NotFound("shelf");
        }

        var found = page.Of(
            await store.StoriesAsync(context.Handle()!, id, page, cancellationToken),
            item => Cursor.Of(item.AddedAt, item.Story.Id)
        );
        return Results.Ok(new Page<Story>([.. found.Data.Select(item => item.Story)], found.NextCursor));
    }

    private async Task<IResult> PutAsync(long id, string slug, HttpContext context, CancellationToken cancellationToken)
    {
        var isDone = await store.PutAsync(context.Handle()!, id, slug, cancellationToken);
        return isDone || await store.FindAsync(context.Handle()!, id, cancellationToken) is not null
            ? Done(isDone, "story")
            : Problems.NotFound("shelf");
    }

    private async Task<IResult> TakeAsync(
        long id,
        string slug,
        HttpContext context,
        CancellationToken cancellationToken
    ) => Done(await store.TakeAsync(context.Handle()!, id, slug, cancellationToken), "story");

    private static IResult Done(bool isDone, string what) => isDone ? Results.NoContent() : Problems.NotFound(what);

    private static IResult Exists() => Problems.Problem(409, "shelf_exists", "Another shelf has that name.");
}
