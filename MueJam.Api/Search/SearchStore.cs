using MueJam.Api.Caching;
using MueJam.Api.Data;
using MueJam.Api.Lists;
using MueJam.Api.Stories;

namespace MueJam.Api.Search;

/// <summary>Search in the database: full text for words, trigrams for what resembles.</summary>
public sealed class SearchStore(LibraryDatabase database)
{
    private const int Suggestions = 10;
    private const int MinFuzzy = 3;

    /// <summary>Published stories that hold the words, best first.</summary>
    public Task<List<(Story Story, float Rank)>> FindAsync(
        string query,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        const string Sql = $"""
            SELECT {StoryStore.Columns}, f.rank FROM (
                SELECT r.id, r.rank FROM (
                    SELECT s.id, ts_rank(s.document, q) AS rank FROM stories s, websearch_to_tsquery('english', $1) q
                    WHERE s.document @@ q AND {Visible.Story}) r
                WHERE (r.rank, r.id) < ($2::float4, $3) ORDER BY r.rank DESC, r.id DESC LIMIT $4) f
            JOIN stories s ON s.id = f.id
            ORDER BY f.rank DESC, f.id DESC
            """;
        ArgumentNullException.ThrowIfNull(page);
        return database.ReadAsync(
            [Scopes.Search],
            (connection, token) =>
                connection.ListAsync(
                    Sql,
                    row => (StoryStore.Map(row), row.GetFloat(9)),
                    token,
                    query,
                    (float)page.After.Rank,
                    page.After.Id,
                    page.Limit
                ),
            cancellationToken
        );
    }

    /// <summary>Titles and handles that begin with a text, then titles that resemble it.</summary>
    public Task<List<Suggestion>> SuggestAsync(string query, CancellationToken cancellationToken)
    {
        const string Prefixes = $"""
            (SELECT 'story', s.title, s.slug FROM stories s
             WHERE lower(s.title) LIKE $1 AND {Visible.Story} ORDER BY lower(s.title) USING ~<~ LIMIT 10)
            UNION ALL
            (SELECT 'profile', p.handle, p.handle FROM profiles p WHERE lower(p.handle) LIKE $1
                ORDER BY lower(p.handle) USING ~<~ LIMIT 5)
            """;
        const string Fuzzy = $"""
            SELECT 'story', f.title, f.slug FROM (
                SELECT s.title, s.slug FROM stories s WHERE $1 <% s.title AND {Visible.Story} LIMIT 500) f
            ORDER BY word_similarity($1, f.title) DESC, f.slug LIMIT 10
            """;
        return database.ReadAsync(
            [Scopes.Search],
            async (connection, token) =>
            {
                var found = await connection.ListAsync(Prefixes, Map, token, Escaped(query) + "%");
                if (found.Count < Suggestions && query.Length >= MinFuzzy)
                {
                    found.AddRange(await connection.ListAsync(Fuzzy, Map, token, query));
                }

                return found.DistinctBy(suggestion => (suggestion.Kind, suggestion.Name)).Take(Suggestions).ToList();
            },
            cancellationToken
        );
    }

    private static Suggestion Map(Npgsql.NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2));

    private static string Escaped(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("%", @"\%", StringComparison.Ordinal)
            .Replace("_", @"\_", StringComparison.Ordinal);
}
