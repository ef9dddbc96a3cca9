using MueJam.Api.Caching;
using MueJam.Api.Errors;
using MueJam.Api.Lists;
using MueJam.Api.Stories;
using MueJam.Api.Validation;

namespace MueJam.Api.Search;

/// <summary><c>/v1/search</c>: stories by their words, and suggestions while one types.</summary>
public sealed class SearchEndpoints(SearchStore store, ResponseCache cache)
{
    private const int MinLength = 2;
    private const int MaxLength = 100;

    /// <summary>Maps them.</summary>
    /// <param name="api">The group <c>/v1</c>.</param>
    public void Map(RouteGroupBuilder api)
    {
        var search = api.MapGroup("/search").WithTags("Search");
        search
            .MapGet("/", SearchAsync)
            .Produces<Page<Story>>()
            .ProducesValidationProblem()
            .WithSummary(
                "Published stories by words of title and blurb, best first. Quotes, OR and - work as in web searches."
            );
        search
            .MapGet("/suggestions", SuggestAsync)
            .Produces<Suggestions>()
            .ProducesValidationProblem()
            .WithSummary("Titles and handles that begin with or resemble a text, at most 10.");
    }

    private Task<IResult> SearchAsync(PageRequest page, CancellationToken cancellationToken, string? q = null)
    {
        var query = Query(q);
        return cache.GetAsync(
            AnswerKeys.Search(page, query),
            Lifetimes.Search,
            [Scopes.Search],
            async token =>
            {
                var ranked = page.Of(
                    await store.FindAsync(query, page, token),
                    found => Cursor.Of((double)found.Rank, found.Story.Id)
                );
                return new Page<Story>([.. ranked.Data.Select(found => found.Story)], ranked.NextCursor);
            },
            () => Problems.NotFound("story"),
            cancellationToken
        );
    }

    private Task<IResult> SuggestAsync(CancellationToken cancellationToken, string? q = null)
    {
        var query = Query(q).ToLowerInvariant();
        return cache.GetAsync(
            AnswerKeys.Suggestions(query),
            Lifetimes.Suggestions,
            [Scopes.Search],
            async token => new Suggestions(await store.SuggestAsync(query, token)),
            () => Problems.NotFound("suggestion"),
            cancellationToken
        );
    }

    private static string Query(string? q)
    {
        var query = q?.Trim() ?? "";
        return StoredText.Length(query) is >= MinLength and <= MaxLength && StoredText.IsStorable(query)
            ? query
            : throw new InvalidFieldException("q", $"{MinLength} to {MaxLength} characters.");
    }
}

/// <summary>What someone who types may mean.</summary>
/// <param name="Data">Best first, at most 10.</param>
public sealed record Suggestions(IReadOnlyList<Suggestion> Data);

/// <summary>A suggestion.</summary>
/// <param name="Kind">story or profile.</param>
/// <param name="Text">The title or the handle.</param>
/// <param name="Name">The slug or the handle.</param>
public sealed record Suggestion(string Kind, string Text, string Name);
