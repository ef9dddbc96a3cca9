using MueJam.Api.Caching;
using MueJam.Api.Data;
using MueJam.Api.Errors;
using MueJam.Api.Lists;
using MueJam.Api.Stories;

namespace MueJam.Api.Discover;

/// <summary><c>/v1/discover</c>: what is read and talked about now, and what is new.</summary>
public sealed class DiscoverEndpoints(LibraryDatabase database, ResponseCache cache, StoryStore store)
{
    /// <summary>Maps them.</summary>
    /// <param name="api">The group <c>/v1</c>.</param>
    public void Map(RouteGroupBuilder api)
    {
        var discover = api.MapGroup("/discover").WithTags("Discover");
        discover
            .MapGet("/trending", TrendingAsync)
            .Produces<Page<Story>>()
            .ProducesValidationProblem()
            .WithSummary(
                "Stories by what others do with them: reading, shelving, whispers and likes, each of a user once "
                    + "a day; half is forgotten each day."
            );
        discover
            .MapGet("/new", NewAsync)
            .Produces<Page<Story>>()
            .ProducesValidationProblem()
            .WithSummary("The newest published stories.");
    }

    private Task<IResult> TrendingAsync(PageRequest page, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            SELECT {StoryStore.Columns}, h.trend FROM story_heat h JOIN stories s ON s.id = h.story_id
            WHERE {Visible.Story} AND (h.trend, h.story_id) < ($1, $2) ORDER BY h.trend DESC, h.story_id DESC LIMIT $3
            """;
        return cache.GetAsync(
            AnswerKeys.Trending(page),
            Lifetimes.Discover,
            [Scopes.Stories],
            async token =>
            {
                var found = await database.ReadAsync(
                    [Scopes.Stories],
                    (connection, read) =>
                        connection.ListAsync(
                            Sql,
                            row => (Story: StoryStore.Map(row), Trend: row.GetDouble(9)),
                            read,
                            page.After.Rank,
                            page.After.Id,
                            page.Limit
                        ),
                    token
                );
                var ranked = page.Of(found, story => Cursor.Of(story.Trend, story.Story.Id));
                return new Page<Story>([.. ranked.Data.Select(story => story.Story)], ranked.NextCursor);
            },
            () => Problems.NotFound("story"),
            cancellationToken
        );
    }

    private Task<IResult> NewAsync(PageRequest page, CancellationToken cancellationToken) =>
        cache.GetAsync(
            AnswerKeys.Newest(page),
            Lifetimes.Discover,
            [Scopes.Stories],
            async token => page.Of(await store.NewestAsync(tag: null, page, token), StoryStore.Place),
            () => Problems.NotFound("story"),
            cancellationToken
        );
}
