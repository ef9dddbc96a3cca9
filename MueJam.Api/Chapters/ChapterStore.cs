using MueJam.Api.Caching;
using MueJam.Api.Data;
using MueJam.Api.Lists;
using Npgsql;

namespace MueJam.Api.Chapters;

/// <summary>Chapters in the database.</summary>
public sealed class ChapterStore(LibraryDatabase database)
{
    private const double Heat = 2;

    /// <summary>Adds the next chapter to a story of its author's.</summary>
    /// <returns>The chapter, or null when the author has no such story.</returns>
    public Task<Chapter?> AddAsync(string slug, NewChapter chapter, string author, CancellationToken cancellationToken)
    {
        // The story's row is locked, so that two chapters at once get two numbers. A deleted chapter's number is not given again.
        const string Sql = """
            WITH s AS (SELECT id, slug FROM stories WHERE slug = $1 AND author = $2 AND deleted_at IS NULL FOR UPDATE),
            c AS (
                INSERT INTO chapters (story_id, number, title, body)
                SELECT s.id, next_chapter(s.id), $3, $4 FROM s RETURNING story_id, number, title, body, created_at, updated_at)
            SELECT s.slug, c.number, c.title, c.body, c.created_at, c.updated_at, heat_story(s.id, $5) FROM c JOIN s ON s.id = c.story_id
            """;
        ArgumentNullException.ThrowIfNull(chapter);
        return database.WriteAsync(
            (connection, token) => connection.FirstAsync(
                Sql, Map, token, slug, author, chapter.Title!.Trim(), chapter.Body, Heat),
            Written,
            cancellationToken);
    }

    /// <summary>A chapter of a story; null when there is none.</summary>
    public Task<Chapter?> FindAsync(string slug, int number, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT s.slug, c.number, c.title, c.body, c.created_at, c.updated_at FROM stories s JOIN chapters c ON c.story_id = s.id
            WHERE s.slug = $1 AND s.deleted_at IS NULL AND c.number = $2 AND c.deleted_at IS NULL
            """;
        return database.ReadAsync([Scopes.Story(slug)], (connection, token) => connection.FirstAsync(Sql, Map, token, slug, number), cancellationToken);
    }

    /// <summary>The chapters of a story, in order.</summary>
    public Task<List<ChapterHead>> ListAsync(string slug, PageRequest page, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT c.number, c.title, c.created_at, c.updated_at FROM stories s JOIN chapters c ON c.story_id = s.id
            WHERE s.slug = $1 AND s.deleted_at IS NULL AND c.deleted_at IS NULL AND c.number > $2 ORDER BY c.number LIMIT $3
            """;
        ArgumentNullException.ThrowIfNull(page);
        var after = page.After == Cursor.Top ? 0 : (int)page.After.Id;
        return database.ReadAsync(
            [Scopes.Story(slug)],
            (connection, token) => connection.ListAsync(
                Sql, row => new ChapterHead(row.GetInt32(0), row.GetString(1), row.GetDateTime(2), row.GetDateTime(3)), token, slug, after, page.Limit),
            cancellationToken);
    }

    /// <summary>Changes a chapter of its author's.</summary>
    /// <returns>The chapter, or null when the author has none such.</returns>
    public Task<Chapter?> ChangeAsync(string slug, int number, ChapterChange change, string author, CancellationToken cancellationToken)
    {
        const string Sql = """
            UPDATE chapters c SET title = coalesce($4, c.title), body = coalesce($5, c.body), updated_at = now() FROM stories s
            WHERE s.id = c.story_id AND s.slug = $1 AND c.number = $2 AND s.author = $3 AND s.deleted_at IS NULL AND c.deleted_at IS NULL
            RETURNING s.slug, c.number, c.title, c.body, c.created_at, c.updated_at
            """;
        ArgumentNullException.ThrowIfNull(change);
        return database.WriteAsync(
            (connection, token) => connection.FirstAsync(
                Sql, Map, token, slug, number, author, change.Title?.Trim(), change.Body),
            Written,
            cancellationToken);
    }

    /// <summary>Deletes a chapter of its author's; the row stays.</summary>
    /// <returns>Whether there was one.</returns>
    public Task<bool> DeleteAsync(string slug, int number, string author, CancellationToken cancellationToken)
    {
        const string Sql = """
            UPDATE chapters c SET deleted_at = now() FROM stories s
            WHERE s.id = c.story_id AND s.slug = $1 AND c.number = $2 AND s.author = $3 AND s.deleted_at IS NULL AND c.deleted_at IS NULL
            """;
        return database.WriteAsync(
            async (connection, token) => await connection.ExecuteAsync(Sql, token, slug, number, author) > 0,
            isDone => isDone ? [Scopes.Story(slug)] : [],
            cancellationToken);
    }

    private static string[] Written(Chapter? chapter) => chapter is null ? [] : [Scopes.Story(chapter.Story)];

    private static Chapter Map(NpgsqlDataReader row)
        => new(row.GetString(0), row.GetInt32(1), row.GetString(2), row.GetString(3), row.GetDateTime(4), row.GetDateTime(5));
}
