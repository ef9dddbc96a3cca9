using Microsoft.AspNetCore.Mvc;
using MueJam.Api.Caching;
using MueJam.Api.Errors;

namespace MueJam.Api.Stories;

/// <summary><c>/v1/stories</c>.</summary>
public static class StoryEndpoints
{
    private const int DefaultPageSize = 20;
    private const int MaxPageSize = 100;

    /// <summary>Maps them.</summary>
    /// <param name="app">The API.</param>
    public static void MapStories(this WebApplication app)
    {
        var stories = app.MapGroup("/v1/stories").WithTags("Stories");
        stories.MapGet("/", ListAsync).Produces<Page<Story>>().ProducesProblem(400).WithSummary("The newest stories.");
        stories.MapGet("/{slug}", GetAsync).Produces<Story>().ProducesProblem(404).WithSummary("One story.");
        stories.MapPost("/", PostAsync).Produces<Story>(201).ProducesValidationProblem().ProducesProblem(409).ProducesProblem(413).WithSummary("Posts a story.");
    }

    private static async Task<IResult> ListAsync(
        StoryStore store, CancellationToken cancellationToken, string? cursor = null, [FromQuery(Name = "page_size")] int pageSize = DefaultPageSize)
    {
        if (pageSize is < 1 or > MaxPageSize)
        {
            return Problems.Invalid(new Dictionary<string, string[]> { ["page_size"] = [$"1 to {MaxPageSize}."] });
        }

        if (!Cursor.TryDecode(cursor, out var before))
        {
            return Problems.Invalid(new Dictionary<string, string[]> { ["cursor"] = ["A next_cursor of an earlier page."] });
        }

        // One more than asked for tells whether there is a next page.
        var found = await store.ListAsync(before, pageSize + 1, cancellationToken);
        var page = found.Take(pageSize).ToList();
        return Results.Ok(new Page<Story>(page, found.Count > pageSize ? Cursor.Encode(page[^1].Id) : null));
    }

    private static async Task<IResult> GetAsync(string slug, StoryStore store, StoryCache cache, CancellationToken cancellationToken)
    {
        if (await cache.GetAsync(slug) is { } cached)
        {
            return Results.Ok(cached);
        }

        if (await store.FindAsync(slug, cancellationToken) is not { } story)
        {
            return Problems.Problem(404, "story_not_found", "There is no story of that slug.");
        }

        await cache.SetAsync(story);
        return Results.Ok(story);
    }

    private static async Task<IResult> PostAsync(NewStory story, StoryStore store, CancellationToken cancellationToken)
    {
        if (NewStoryValidator.Validate(story) is { Count: > 0 } errors)
        {
            return Problems.Invalid(errors);
        }

        return await store.AddAsync(story, cancellationToken) is { } added
            ? Results.Created($"/v1/stories/{added.Slug}", added)
            : Problems.Problem(409, "slug_taken", "Another story has that slug.");
    }
}
