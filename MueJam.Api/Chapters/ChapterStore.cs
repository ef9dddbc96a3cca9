using MueJam.Api.Caching;
using MueJam.Api.Data;
using MueJam.Api.Lists;
using Npgsql;

namespace MueJam.Api.Chapters;

/// <summary>Chapters in the database.</summary>
public sealed class ChapterStore(LibraryDatabase database)
{
    /// <summary>Adds the next chapter to a story of its author's.</summary>
    /// <returns>The chapter, or null when the author has no such story or one was posted with the key.</returns>
    public Task<Chapter?> AddAsync(
        string slug,
        NewChapter chapter,
        string author,
        string? key,
        CancellationToken cancellationToken
    )
    {
        // The story's row is locked, so that two chapters at once get two numbers. A deleted chapter's number is not
        // given again.
        const string Sql = $"""
            WITH s AS (SELECT s.id, s.slug FROM stories s WHERE s.slug = $2 AND {Visible.OwnStory} FOR UPDATE),
            c AS (
                INSERT INTO chapters (story_id, number, title, body, idempotency_key)
                SELECT s.id, next_chapter(s.id), $3, $4, $5 FROM s
                ON CONFLICT (story_id, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
                RETURNING story_id, number, title, body, created_at, updated_at)
            SELECT s.slug, c.number, c.title, c.body, c.created_at, c.updated_at FROM c JOIN s ON s.id = c.story_id
            """;
        ArgumentNullException.ThrowIfNull(chapter);
        return database.WriteAsync(
            (connection, token) =>
                connection.FirstAsync(Sql, Map, token, author, slug, chapter.Title!.Trim(), chapter.Body, key),
            Written,
            cancellationToken
        );
    }

    /// <summary>The chapter that was posted with a key; null when there is none.</summary>
    public Task<Chapter?> PostedAsync(string slug, string author, string key, CancellationToken cancellationToken)
    {
        // Of the primary, which has it already.
        const string Sql = $"""
            SELECT s.slug, c.number, c.title, c.body, c.created_at, c.updated_at FROM stories s
            JOIN chapters c ON c.story_id = s.id
            WHERE s.slug = $2 AND {Visible.OwnStory} AND c.idempotency_key = $3 AND {Visible.Chapter}
            """;
        return database.WriteAsync(
            (connection, token) => connection.FirstAsync(Sql, Map, token, author, slug, key),
            _ => [],
            cancellationToken
        );
    }

    /// <summary>
    /// A chapter of a story that a user sees, or everybody when there is none; null when there is none such.
    /// </summary>
    public Task<Chapter?> FindAsync(string slug, int number, string? user, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            SELECT s.slug, c.number, c.title, c.body, c.created_at, c.updated_at
            FROM stories s JOIN chapters c ON c.story_id = s.id
            WHERE s.slug = $2 AND {Visible.StoryToUser} AND c.number = $3 AND {Visible.Chapter}
            """;
        return database.ReadAsync(
            [Scopes.Story(slug)],
            (connection, token) => connection.FirstAsync(Sql, Map, token, user, slug, number),
            cancellationToken
        );
    }

    /// <summary>The chapters of a story that a user sees, or everybody when there is none, in order.</summary>
    public Task<List<ChapterHead>> ListAsync(
        string slug,
        string? user,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        const string Sql = $"""
            SELECT c.number, c.title, c.created_at, c.updated_at
            FROM stories s JOIN chapters c ON c.story_id = s.id
            WHERE s.slug = $2 AND {Visible.StoryToUser} AND {Visible.Chapter} AND c.number > $3
            ORDER BY c.number LIMIT $4
            """;
        ArgumentNullException.ThrowIfNull(page);
        var after = page.After == Cursor.Top ? 0 : (int)Math.Min(page.After.Id, int.MaxValue);
        return database.ReadAsync(
            [Scopes.Story(slug)],
            (connection, token) =>
                connection.ListAsync(
                    Sql,
                    row => new ChapterHead(row.GetInt32(0), row.GetString(1), row.GetDateTime(2), row.GetDateTime(3)),
                    token,
                    user,
                    slug,
                    after,
                    page.Limit
                ),
            cancellationToken
        );
    }

    /// <summary>Changes a chapter of its author's.</summary>
    /// <returns>The chapter, or null when the author has none such.</returns>
    public Task<Chapter?> ChangeAsync(
        string slug,
        int number,
        ChapterChange change,
        string author,
        CancellationToken cancellationToken
    )
    {
        const string Sql = $"""
            UPDATE chapters c SET title = coalesce($4, c.title), body = coalesce($5, c.body),
                updated_at = CASE WHEN $4 <> c.title OR $5 <> c.body THEN now() ELSE c.updated_at END FROM stories s
            WHERE s.id = c.story_id AND s.slug = $2 AND c.number = $3 AND {Visible.OwnStory} AND {Visible.Chapter}
            RETURNING s.slug, c.number, c.title, c.body, c.created_at, c.updated_at
            """;
        ArgumentNullException.ThrowIfNull(change);
        return database.WriteAsync(
            (connection, token) =>
                connection.FirstAsync(Sql, Map, token, author, slug, number, change.Title?.Trim(), change.Body),
            Written,
            cancellationToken
        );
    }

    /// <summary>Deletes a chapter of its author's; the row stays.</summary>
    /// <returns>Whether there was one.</returns>
    public Task<bool> DeleteAsync(string slug, int number, string author, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            UPDATE chapters c SET deleted_at = now() FROM stories s
            WHERE s.id = c.story_id AND s.slug = $2 AND c.number = $3 AND {Visible.OwnStory} AND {Visible.Chapter}
            """;
        return database.WriteAsync(
            async (connection, token) => await connection.ExecuteAsync(Sql, token, author, slug, number) > 0,
            isDone => isDone ? [Scopes.Story(slug)] : [],
            cancellationToken
        );
    }

    private static string[] Written(Chapter? chapter) => chapter is null ? [] : [Scopes.Story(chapter.Story)];

    private static Chapter Map(NpgsqlDataReader row) =>
        new(
            row.GetString(0),
            row.GetInt32(1),
            row.GetString(2),
            row.GetString(3),
            row.GetDateTime(4),
            row.GetDateTime(5)
        );
}
