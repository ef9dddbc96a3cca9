using MueJam.Api.Caching;
using MueJam.Api.Data;
using MueJam.Api.Lists;
using Npgsql;

namespace MueJam.Api.Stories;

/// <summary>Stories in the database.</summary>
public sealed class StoryStore(LibraryDatabase database)
{
    /// <summary>The columns of a <see cref="Story"/>, of a table named s.</summary>
    internal const string Columns =
        "s.id, s.slug, s.title, s.blurb, s.author, s.tags, s.created_at, s.updated_at, s.published_at";

    /// <summary>Adds a story.</summary>
    /// <returns>The story, or null when another has its slug.</returns>
    public Task<Story?> AddAsync(NewStory story, string author, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            WITH me AS (INSERT INTO profiles (handle) VALUES ($1) ON CONFLICT DO NOTHING),
            s AS (
                INSERT INTO stories AS s (author, slug, title, blurb, tags, published_at)
                VALUES ($1, $2, $3, $4, $5, CASE WHEN $6 THEN now() END) ON CONFLICT (slug) DO NOTHING
                RETURNING {Columns}),
            heat AS (
                INSERT INTO story_heat (story_id, trend)
                SELECT id, extract(epoch FROM now())::float8 * ln(2) / 86400 FROM s WHERE published_at IS NOT NULL)
            SELECT {Columns} FROM s
            """;
        ArgumentNullException.ThrowIfNull(story);
        return database.WriteAsync(
            (connection, token) =>
                connection.FirstAsync(
                    Sql,
                    Map,
                    token,
                    author,
                    story.Slug,
                    story.Title!.Trim(),
                    story.Blurb ?? "",
                    Once(story.Tags) ?? [],
                    story.Status != Story.Draft
                ),
            Written,
            cancellationToken
        );
    }

    /// <summary>The story with a slug, a draft included; null when there is none.</summary>
    public Task<Story?> FindAsync(string slug, CancellationToken cancellationToken)
    {
        const string Sql = $"SELECT {Columns} FROM stories s WHERE s.slug = $1 AND s.deleted_at IS NULL";
        return database.ReadAsync(
            [Scopes.Story(slug)],
            (connection, token) => connection.FirstAsync(Sql, Map, token, slug),
            cancellationToken
        );
    }

    /// <summary>Changes a story of its author's.</summary>
    /// <returns>The story, or null when the author has none of that slug.</returns>
    public Task<Story?> ChangeAsync(string slug, StoryChange change, string author, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            WITH s AS (
                UPDATE stories AS s SET
                    title = coalesce($3, title), blurb = coalesce($4, blurb), tags = coalesce($5, tags),
                    updated_at = CASE
                        WHEN $3 <> title OR $4 <> blurb OR $5 <> tags OR ($6 = 'draft') = (published_at IS NOT NULL)
                            THEN now() ELSE updated_at END,
                    published_at = CASE $6
                        WHEN 'draft' THEN NULL WHEN 'published' THEN coalesce(published_at, first_published_at, now())
                            ELSE published_at END,
                    first_published_at = coalesce(first_published_at, published_at)
                WHERE slug = $1 AND author = $2 AND deleted_at IS NULL RETURNING {Columns}),
            heat AS (
                INSERT INTO story_heat (story_id, trend)
                SELECT id, extract(epoch FROM now())::float8 * ln(2) / 86400 FROM s WHERE published_at IS NOT NULL
                ON CONFLICT DO NOTHING)
            SELECT {Columns} FROM s
            """;
        ArgumentNullException.ThrowIfNull(change);
        return database.WriteAsync(
            (connection, token) =>
                connection.FirstAsync(
                    Sql,
                    Map,
                    token,
                    slug,
                    author,
                    change.Title?.Trim(),
                    change.Blurb,
                    Once(change.Tags),
                    change.Status
                ),
            Written,
            cancellationToken
        );
    }

    /// <summary>Deletes a story of its author's; the row stays.</summary>
    /// <returns>Whether there was one.</returns>
    public Task<bool> DeleteAsync(string slug, string author, CancellationToken cancellationToken)
    {
        const string Sql =
            "UPDATE stories SET deleted_at = now() WHERE slug = $1 AND author = $2 AND deleted_at IS NULL";
        return database.WriteAsync(
            async (connection, token) => await connection.ExecuteAsync(Sql, token, slug, author) > 0,
            isDone => isDone ? Withdrawn(slug, author) : [],
            cancellationToken
        );
    }

    /// <summary>The newest published stories, of a tag when one is given.</summary>
    public Task<List<Story>> NewestAsync(string? tag, PageRequest page, CancellationToken cancellationToken)
    {
        const string All =
            $"SELECT {Columns} FROM stories s WHERE {Visible.Story} AND (s.published_at, s.id) < ($1, $2) ORDER "
            + "BY s.published_at DESC, s.id DESC LIMIT $3";
        const string OfTag =
            $"SELECT {Columns} FROM stories s WHERE {Visible.Story} AND s.tags @> ARRAY[$4] AND (s.published_at, "
            + "s.id) < ($1, $2) ORDER BY s.published_at DESC, s.id DESC LIMIT $3";
        ArgumentNullException.ThrowIfNull(page);
        return database.ReadAsync(
            [Scopes.Stories],
            (connection, token) =>
                tag is null
                    ? connection.ListAsync(All, Map, token, page.After.Time, page.After.Id, page.Limit)
                    : connection.ListAsync(OfTag, Map, token, page.After.Time, page.After.Id, page.Limit, tag),
            cancellationToken
        );
    }

    /// <summary>An author's stories, newest first; the drafts too when asked for.</summary>
    public Task<List<Story>> OfAuthorAsync(
        string author,
        bool withDrafts,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        const string Sql =
            $"SELECT {Columns} FROM stories s WHERE s.author = $1 AND s.deleted_at IS NULL AND (s.published_at IS "
            + "NOT NULL OR $2) AND s.id < $3 ORDER BY s.id DESC LIMIT $4";
        ArgumentNullException.ThrowIfNull(page);
        return database.ReadAsync(
            [Scopes.Profile(author), Scopes.Own(author)],
            (connection, token) => connection.ListAsync(Sql, Map, token, author, withDrafts, page.After.Id, page.Limit),
            cancellationToken
        );
    }

    private static string[]? Once(string[]? tags) => tags?.Distinct(StringComparer.Ordinal).ToArray();

    /// <summary>The place of a story in a list of the newest.</summary>
    internal static Cursor Place(Story story) => Cursor.Of(story.PublishedAt!.Value, story.Id);

    internal static Story Map(NpgsqlDataReader row)
    {
        DateTime? published = row.IsDBNull(8) ? null : row.GetDateTime(8);
        return new Story(
            row.GetInt64(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            row.GetFieldValue<string[]>(5),
            published is null ? Story.Draft : Story.Published,
            row.GetDateTime(6),
            row.GetDateTime(7),
            published
        );
    }

    private static string[] Written(Story? story) =>
        story is null ? []
        : story.Status == Story.Draft ? Withdrawn(story.Slug, story.Author)
        : Written(story.Slug, story.Author);

    /// <summary>What tells of a story that was taken from view, wherever it is.</summary>
    private static string[] Withdrawn(string slug, string author) => [.. Written(slug, author), Scopes.Withdrawn];

    private static string[] Written(string slug, string author) =>
        [Scopes.Story(slug), Scopes.Stories, Scopes.Search, Scopes.Profile(author), Scopes.Own(author)];
}
