using MueJam.Api.Caching;
using MueJam.Api.Data;
using Npgsql;

namespace MueJam.Api.Profiles;

/// <summary>Profiles in the database.</summary>
public sealed class ProfileStore(LibraryDatabase database)
{
    // Each whisper's story is looked up: a join would read all stories for an author who whispers much.
    private const string Columns = $"""
        p.handle, p.display_name, p.bio, p.created_at,
        (SELECT count(*) FROM (SELECT FROM stories s WHERE s.author = p.handle AND {Visible.Story} LIMIT 10000) s),
        (SELECT count(*) FROM (
            SELECT FROM whispers w LEFT JOIN LATERAL (SELECT * FROM stories WHERE id = w.story_id OFFSET 0) s ON true
            WHERE w.author = p.handle AND {Visible.Whisper} LIMIT 10000) w)
        """;

    /// <summary>A user's profile; null when the user has never written.</summary>
    public Task<Profile?> FindAsync(string handle, CancellationToken cancellationToken)
    {
        const string Sql = $"SELECT {Columns} FROM profiles p WHERE p.handle = $1";
        return database.ReadAsync(
            [Scopes.Profile(handle)],
            (connection, token) => connection.FirstAsync(Sql, Map, token, handle),
            cancellationToken
        );
    }

    /// <summary>Sets what a user says of themselves.</summary>
    public async Task<Profile> SetAsync(string handle, ProfileChange change, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            WITH p AS (
                INSERT INTO profiles (handle, display_name, bio) VALUES ($1, $2, $3)
                ON CONFLICT (handle) DO UPDATE SET display_name = $2, bio = $3 RETURNING *)
            SELECT {Columns} FROM p
            """;
        ArgumentNullException.ThrowIfNull(change);
        return (
            await database.WriteAsync(
                (connection, token) =>
                    connection.FirstAsync(Sql, Map, token, handle, change.DisplayName?.Trim(), change.Bio),
                _ => [Scopes.Profile(handle), Scopes.Own(handle), Scopes.Search],
                cancellationToken
            )
        )!;
    }

    private static Profile Map(NpgsqlDataReader row) =>
        new(row.GetString(0), row.Text(1), row.Text(2), row.GetDateTime(3), row.GetInt64(4), row.GetInt64(5));
}
