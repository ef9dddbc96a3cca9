using MueJam.Api.Caching;
using MueJam.Api.Data;
using MueJam.Api.Lists;
using Npgsql;

namespace MueJam.Api.Whispers;

/// <summary>Whispers in the database.</summary>
public sealed class WhisperStore(LibraryDatabase database)
{
    private const double WhisperHeat = 2;
    private const double LikeHeat = 0.5;
    private const string Columns =
        "w.id, w.author, s.slug, w.reply_to, w.body, w.like_count, w.reply_count, w.created_at";
    private const string Source = "whispers w LEFT JOIN stories s ON s.id = w.story_id";

    /// <summary>Adds a global whisper, or one about a story.</summary>
    /// <returns>The whisper, or null when there is no such story or one was posted with the key.</returns>
    public Task<Whisper?> AddAsync(
        string body,
        string? story,
        string author,
        string? key,
        CancellationToken cancellationToken
    )
    {
        const string Sql = $"""
            WITH me AS (INSERT INTO profiles (handle) VALUES ($1) ON CONFLICT DO NOTHING),
            s AS (SELECT s.id, s.slug FROM stories s WHERE s.slug = $3 AND {Visible.Story}),
            w AS (
                INSERT INTO whispers (author, body, story_id, idempotency_key)
                SELECT $1, $2, (SELECT id FROM s), $5 WHERE $3::text IS NULL OR EXISTS (SELECT FROM s)
                    ON CONFLICT DO NOTHING RETURNING *)
            SELECT {Columns}, CASE WHEN s.id IS NOT NULL THEN heat_story(s.id, $1, 'whisper', $4) END FROM w
            LEFT JOIN s ON s.id = w.story_id
            """;
        return database.WriteAsync(
            (connection, token) => connection.FirstAsync(Sql, Map, token, author, body, story, WhisperHeat, key),
            Written,
            cancellationToken
        );
    }

    /// <summary>Adds a reply and counts it.</summary>
    /// <returns>The whisper, or null when there is none to reply to or one was posted with the key.</returns>
    public Task<Whisper?> ReplyAsync(
        string body,
        long replyTo,
        string author,
        string? key,
        CancellationToken cancellationToken
    )
    {
        const string Sql = $"""
            WITH me AS (INSERT INTO profiles (handle) VALUES ($1) ON CONFLICT DO NOTHING),
            parent AS (SELECT w.id, w.story_id FROM {Source} WHERE w.id = $3 AND {Visible.Whisper}),
            w AS (
                INSERT INTO whispers (author, body, story_id, reply_to, idempotency_key)
                SELECT $1, $2, story_id, id, $5 FROM parent ON CONFLICT DO NOTHING RETURNING *),
            counted AS (UPDATE whispers p SET reply_count = p.reply_count + 1 FROM w WHERE p.id = w.reply_to)
            SELECT {Columns}, CASE WHEN s.id IS NOT NULL THEN heat_story(s.id, $1, 'whisper', $4) END FROM w
            LEFT JOIN stories s ON s.id = w.story_id
            """;
        return database.WriteAsync(
            (connection, token) => connection.FirstAsync(Sql, Map, token, author, body, replyTo, WhisperHeat, key),
            Written,
            cancellationToken
        );
    }

    /// <summary>The whisper that was posted with a key; null when there is none.</summary>
    public Task<Whisper?> PostedAsync(string author, string key, CancellationToken cancellationToken)
    {
        // Of the primary, which has it already.
        const string Sql =
            $"SELECT {Columns} FROM {Source} WHERE w.author = $1 AND w.idempotency_key = $2 AND {Visible.Whisper}";
        return database.WriteAsync(
            (connection, token) => connection.FirstAsync(Sql, Map, token, author, key),
            _ => [],
            cancellationToken
        );
    }

    /// <summary>A whisper; null when there is none.</summary>
    public Task<Whisper?> FindAsync(long id, CancellationToken cancellationToken)
    {
        const string Sql = $"SELECT {Columns} FROM {Source} WHERE w.id = $1 AND {Visible.Whisper}";
        return database.ReadAsync(
            [Scopes.Whisper(id), Scopes.Withdrawn],
            (connection, token) => connection.FirstAsync(Sql, Map, token, id),
            cancellationToken
        );
    }

    /// <summary>The newest global whispers.</summary>
    public Task<List<Whisper>> GlobalAsync(PageRequest page, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            SELECT {Columns} FROM {Source}
            WHERE {Visible.Whisper} AND w.reply_to IS NULL AND w.story_id IS NULL AND w.id < $1
            ORDER BY w.id DESC LIMIT $2
            """;
        ArgumentNullException.ThrowIfNull(page);
        return database.ReadAsync(
            [Scopes.Whispers],
            (connection, token) => connection.ListAsync(Sql, Map, token, page.After.Id, page.Limit),
            cancellationToken
        );
    }

    /// <summary>The newest whispers about a story.</summary>
    public Task<List<Whisper>> OfStoryAsync(string slug, PageRequest page, CancellationToken cancellationToken)
    {
        // The limit within: a page of a story with many whispers reads those of the page alone.
        const string Sql = $"""
            SELECT {Columns} FROM stories s CROSS JOIN LATERAL (
                SELECT w.* FROM whispers w WHERE w.story_id = s.id AND {Visible.Whisper} AND w.reply_to IS NULL
                    AND w.id < $2 ORDER BY w.id DESC LIMIT $3) w
            WHERE s.slug = $1 AND {Visible.Story} ORDER BY w.id DESC
            """;
        ArgumentNullException.ThrowIfNull(page);
        return database.ReadAsync(
            [Scopes.StoryWhispers(slug), Scopes.Story(slug)],
            (connection, token) => connection.ListAsync(Sql, Map, token, slug, page.After.Id, page.Limit),
            cancellationToken
        );
    }

    /// <summary>The replies to a whisper, oldest first.</summary>
    public Task<List<Whisper>> RepliesAsync(long id, PageRequest page, CancellationToken cancellationToken)
    {
        const string Sql =
            $"SELECT {Columns} FROM {Source} WHERE w.reply_to = $1 AND {Visible.Whisper} AND w.id > $2 ORDER BY "
            + "w.id LIMIT $3";
        ArgumentNullException.ThrowIfNull(page);
        var after = page.After == Cursor.Top ? 0 : page.After.Id;
        return database.ReadAsync(
            [Scopes.Whisper(id), Scopes.Withdrawn],
            (connection, token) => connection.ListAsync(Sql, Map, token, id, after, page.Limit),
            cancellationToken
        );
    }

    /// <summary>A user likes a whisper; liking it again changes nothing.</summary>
    /// <returns>The whisper, or null when there is none.</returns>
    public Task<Whisper?> LikeAsync(long id, string handle, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            WITH me AS (INSERT INTO profiles (handle) VALUES ($2) ON CONFLICT DO NOTHING),
            target AS (SELECT w.id FROM {Source} WHERE w.id = $1 AND {Visible.Whisper}),
            liked AS (
                INSERT INTO whisper_likes (whisper_id, handle) SELECT id, $2 FROM target ON CONFLICT DO NOTHING
                RETURNING whisper_id),
            w AS (
                UPDATE whispers SET like_count = like_count + (SELECT count(*)::int FROM liked)
                WHERE id IN (SELECT id FROM target) AND deleted_at IS NULL RETURNING *)
            SELECT {Columns}, CASE WHEN s.id IS NOT NULL AND EXISTS (SELECT FROM liked)
                THEN heat_story(s.id, $2, 'like', $3) END FROM w LEFT JOIN stories s ON s.id = w.story_id
            """;
        return database.WriteAsync(
            (connection, token) => connection.FirstAsync(Sql, Map, token, id, handle, LikeHeat),
            Written,
            cancellationToken
        );
    }

    /// <summary>A user likes a whisper no more.</summary>
    /// <returns>The whisper, or null when there is none.</returns>
    public Task<Whisper?> UnlikeAsync(long id, string handle, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            WITH target AS (SELECT w.id FROM {Source} WHERE w.id = $1 AND {Visible.Whisper}),
            unliked AS (DELETE FROM whisper_likes WHERE whisper_id IN (SELECT id FROM target) AND handle = $2
                RETURNING whisper_id),
            w AS (
                UPDATE whispers SET like_count = like_count - (SELECT count(*)::int FROM unliked)
                WHERE id IN (SELECT id FROM target) AND deleted_at IS NULL RETURNING *)
            SELECT {Columns} FROM w LEFT JOIN stories s ON s.id = w.story_id
            """;
        return database.WriteAsync(
            (connection, token) => connection.FirstAsync(Sql, Map, token, id, handle),
            Written,
            cancellationToken
        );
    }

    /// <summary>Deletes a whisper of its author's; the row stays.</summary>
    /// <returns>What was deleted, or null when the author has none such.</returns>
    public Task<Whisper?> DeleteAsync(long id, string author, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            WITH target AS (SELECT w.id FROM {Source} WHERE w.id = $1 AND w.author = $2 AND {Visible.Whisper}),
            w AS (
                UPDATE whispers SET deleted_at = now()
                WHERE id IN (SELECT id FROM target) AND deleted_at IS NULL RETURNING *),
            parent AS (UPDATE whispers p SET reply_count = p.reply_count - 1 FROM w WHERE p.id = w.reply_to)
            SELECT {Columns} FROM w LEFT JOIN stories s ON s.id = w.story_id
            """;
        return database.WriteAsync(
            (connection, token) => connection.FirstAsync(Sql, Map, token, id, author),
            Written,
            cancellationToken
        );
    }

    private static string[] Written(Whisper? whisper)
    {
        if (whisper is null)
        {
            return [];
        }

        // The list that shows it, and itself; a reply changes the count and the replies of the other, which some list
        // shows as well.
        var list = whisper.Story is null ? Scopes.Whispers : Scopes.StoryWhispers(whisper.Story);
        return whisper.ReplyTo is { } other
            ? [Scopes.Whisper(whisper.Id), list, Scopes.Whisper(other), Scopes.Profile(whisper.Author)]
            : [Scopes.Whisper(whisper.Id), list, Scopes.Profile(whisper.Author)];
    }

    private static Whisper Map(NpgsqlDataReader row) =>
        new(
            row.GetInt64(0),
            row.GetString(1),
            row.Text(2),
            row.IsDBNull(3) ? null : row.GetInt64(3),
            row.GetString(4),
            row.GetInt32(5),
            row.GetInt32(6),
            row.GetDateTime(7)
        );
}
