using MueJam.Api.Caching;
using MueJam.Api.Data;
using MueJam.Api.Lists;
using Npgsql;

namespace MueJam.Api.Progress;

/// <summary>Reading progress in the database; each is seen by its user alone.</summary>
public sealed class ProgressStore(LibraryDatabase database)
{
    private const double Heat = 1;
    private const string Columns = "s.slug, s.title, p.chapter, p.percent, p.updated_at";

    /// <summary>Sets where a user is; reading on heats the story.</summary>
    /// <returns>The progress, or null when the story has no such chapter for the user.</returns>
    public Task<ReadingProgress?> SetAsync(
        string handle,
        string slug,
        int chapter,
        int percent,
        CancellationToken cancellationToken
    )
    {
        const string Sql = $"""
            WITH me AS (INSERT INTO profiles (handle) VALUES ($1) ON CONFLICT DO NOTHING),
            s AS (
                SELECT s.id, s.slug, s.title FROM stories s JOIN chapters c ON c.story_id = s.id AND c.number = $3
                    AND {Visible.Chapter}
                WHERE s.slug = $2 AND {Visible.StoryToUser}),
            old AS (SELECT chapter FROM reading_progress WHERE handle = $1 AND story_id = (SELECT id FROM s)),
            p AS (
                INSERT INTO reading_progress AS r (handle, story_id, chapter, percent) SELECT $1, id, $3, $4 FROM s
                ON CONFLICT (handle, story_id) DO UPDATE SET chapter = $3, percent = $4, updated_at = now() RETURNING *)
            SELECT {Columns}, CASE WHEN coalesce((SELECT chapter FROM old), 0) < $3
                THEN heat_story(s.id, $1, 'read', $5) END FROM p JOIN s ON s.id = p.story_id
            """;
        return database.WriteOwnAsync(
            Scopes.Own(handle),
            (connection, token) => connection.FirstAsync(Sql, Map, token, handle, slug, chapter, percent, Heat),
            cancellationToken
        );
    }

    /// <summary>Where a user is in a story; null when nowhere.</summary>
    public Task<ReadingProgress?> FindAsync(string handle, string slug, CancellationToken cancellationToken)
    {
        const string Sql =
            $"SELECT {Columns} FROM stories s JOIN reading_progress p ON p.story_id = s.id AND p.handle = $1 "
            + $"WHERE s.slug = $2 AND {Visible.StoryToUser}";
        return database.ReadAsync(
            [Scopes.Own(handle), Scopes.Withdrawn],
            (connection, token) => connection.FirstAsync(Sql, Map, token, handle, slug),
            cancellationToken
        );
    }

    /// <summary>What a user reads, the latest first, each with its story's id.</summary>
    public Task<List<(ReadingProgress Progress, long StoryId)>> ListAsync(
        string handle,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        const string Sql = $"""
            SELECT {Columns}, p.story_id FROM reading_progress p JOIN stories s ON s.id = p.story_id
            WHERE p.handle = $1 AND {Visible.StoryToUser} AND (p.updated_at, p.story_id) < ($2, $3)
                ORDER BY p.updated_at DESC, p.story_id DESC LIMIT $4
            """;
        ArgumentNullException.ThrowIfNull(page);
        return database.ReadAsync(
            [Scopes.Own(handle), Scopes.Withdrawn],
            (connection, token) =>
                connection.ListAsync(
                    Sql,
                    row => (Map(row), row.GetInt64(5)),
                    token,
                    handle,
                    page.After.Time,
                    page.After.Id,
                    page.Limit
                ),
            cancellationToken
        );
    }

    private static ReadingProgress Map(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetInt32(2), row.GetInt32(3), row.GetDateTime(4));
}
