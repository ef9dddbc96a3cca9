using MueJam.Api.Caching;
using MueJam.Api.Data;
using MueJam.Api.Lists;
using MueJam.Api.Stories;
using Npgsql;

namespace MueJam.Api.Shelves;

/// <summary>Shelves in the database; each is seen by its owner alone.</summary>
public sealed class ShelfStore(LibraryDatabase database)
{
    private const double Heat = 3;

    /// <summary>Makes a shelf.</summary>
    /// <returns>The shelf, or null when the owner has one of that name.</returns>
    public Task<Shelf?> AddAsync(string owner, string name, CancellationToken cancellationToken)
    {
        const string Sql = """
            WITH me AS (INSERT INTO profiles (handle) VALUES ($1) ON CONFLICT DO NOTHING)
            INSERT INTO shelves (owner, name) VALUES ($1, $2) ON CONFLICT (owner, name) DO NOTHING
            RETURNING id, name, created_at
            """;
        return WriteAsync(
            owner,
            (connection, token) => connection.FirstAsync(Sql, Map, token, owner, name),
            cancellationToken
        );
    }

    /// <summary>A shelf of its owner's; null when there is none.</summary>
    public Task<Shelf?> FindAsync(string owner, long id, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT id, name, created_at FROM shelves WHERE id = $2 AND owner = $1";
        return ReadAsync(
            owner,
            (connection, token) => connection.FirstAsync(Sql, Map, token, owner, id),
            cancellationToken
        );
    }

    /// <summary>The owner's shelves, newest first.</summary>
    public Task<List<Shelf>> ListAsync(string owner, PageRequest page, CancellationToken cancellationToken)
    {
        const string Sql =
            "SELECT id, name, created_at FROM shelves WHERE owner = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
        ArgumentNullException.ThrowIfNull(page);
        return ReadAsync(
            owner,
            (connection, token) => connection.ListAsync(Sql, Map, token, owner, page.After.Id, page.Limit),
            cancellationToken
        );
    }

    /// <summary>Gives a shelf another name.</summary>
    /// <returns>The shelf; null when there is none, or another has the name.</returns>
    public Task<Shelf?> RenameAsync(string owner, long id, string name, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT id, name, created_at FROM rename_shelf($1, $2, $3)";
        return WriteAsync(
            owner,
            (connection, token) => connection.FirstAsync(Sql, Map, token, owner, id, name),
            cancellationToken
        );
    }

    /// <summary>Deletes a shelf; its stories stay.</summary>
    /// <returns>Whether there was one.</returns>
    public Task<bool> DeleteAsync(string owner, long id, CancellationToken cancellationToken)
    {
        const string Sql = "DELETE FROM shelves WHERE id = $2 AND owner = $1";
        return WriteAsync(
            owner,
            async (connection, token) => await connection.ExecuteAsync(Sql, token, owner, id) > 0,
            cancellationToken
        );
    }

    /// <summary>Puts a story on a shelf; one that is there already stays where it is.</summary>
    /// <returns>Whether there are such a shelf and such a story for its owner.</returns>
    public Task<bool> PutAsync(string owner, long id, string slug, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            WITH target AS (
                SELECT h.id AS shelf_id, s.id AS story_id FROM shelves h, stories s
                WHERE h.id = $2 AND h.owner = $1 AND s.slug = $3 AND {Visible.StoryToUser}),
            added AS (
                INSERT INTO shelf_stories (shelf_id, story_id)
                SELECT shelf_id, story_id FROM target ON CONFLICT DO NOTHING
                RETURNING story_id)
            SELECT target.story_id::text, CASE WHEN EXISTS (SELECT FROM added)
                THEN heat_story(target.story_id, $1, 'shelve', $4) END FROM target
            """;
        return WriteAsync(
            owner,
            async (connection, token) =>
                await connection.FirstAsync(Sql, row => row.GetString(0), token, owner, id, slug, Heat) is not null,
            cancellationToken
        );
    }

    /// <summary>Takes a story off a shelf.</summary>
    /// <returns>Whether it was on it.</returns>
    public Task<bool> TakeAsync(string owner, long id, string slug, CancellationToken cancellationToken)
    {
        const string Sql = """
            DELETE FROM shelf_stories i USING shelves h, stories s
            WHERE h.id = $2 AND h.owner = $1 AND s.slug = $3 AND i.shelf_id = h.id AND i.story_id = s.id
            """;
        return WriteAsync(
            owner,
            async (connection, token) => await connection.ExecuteAsync(Sql, token, owner, id, slug) > 0,
            cancellationToken
        );
    }

    /// <summary>
    /// The stories on a shelf that can still be read, newest added first, each with the moment it was added.
    /// </summary>
    public Task<List<(Story Story, DateTime AddedAt)>> StoriesAsync(
        string owner,
        long id,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        const string Sql = $"""
            SELECT {StoryStore.Columns}, i.added_at
            FROM shelf_stories i JOIN shelves h ON h.id = i.shelf_id JOIN stories s ON s.id = i.story_id
            WHERE i.shelf_id = $2 AND h.owner = $1 AND {Visible.StoryToUser}
                AND (i.added_at, i.story_id) < ($3, $4) ORDER BY i.added_at DESC, i.story_id DESC LIMIT $5
            """;
        ArgumentNullException.ThrowIfNull(page);
        return ReadAsync(
            owner,
            (connection, token) =>
                connection.ListAsync(
                    Sql,
                    row => (StoryStore.Map(row), row.GetDateTime(9)),
                    token,
                    owner,
                    id,
                    page.After.Time,
                    page.After.Id,
                    page.Limit
                ),
            cancellationToken
        );
    }

    private static Shelf Map(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetDateTime(2));

    private Task<T> ReadAsync<T>(
        string owner,
        Func<NpgsqlConnection, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken
    ) => database.ReadAsync([Scopes.Own(owner), Scopes.Withdrawn], read, cancellationToken);

    private Task<T> WriteAsync<T>(
        string owner,
        Func<NpgsqlConnection, CancellationToken, Task<T>> write,
        CancellationToken cancellationToken
    ) => database.WriteOwnAsync(Scopes.Own(owner), write, cancellationToken);
}
