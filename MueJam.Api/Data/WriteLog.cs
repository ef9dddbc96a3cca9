using Npgsql;

namespace MueJam.Api.Data;

/// <summary>
/// The table <c>writes</c>: the truth about what the caches may still believe. A write adds its tags in its own
/// transaction, so it is told of exactly when it happened, whoever dies or is away. Every instance looks once a second;
/// see <c>docs/caching.md</c>.
/// </summary>
/// <param name="known">Told what is found.</param>
public sealed class WriteLog(KnownWrites known)
{
    /// <summary>One number for all instances: only one of them deletes at a time.</summary>
    private const long PruneKey = 0x4D75654A616E;

    /// <summary>Rows that begin here have not all been seen.</summary>
    private long _unseen;

    private long _newest;

    /// <summary>Ends a transaction with a note of what it wrote, in one round trip.</summary>
    /// <returns>The transaction's number.</returns>
    internal static async Task<long> CommitAsync(NpgsqlConnection connection, short[] tags)
    {
        const string Note = "INSERT INTO writes (tag) SELECT unnest($1) RETURNING xact";
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(Note) { Parameters = { new NpgsqlParameter<short[]> { TypedValue = tags } } },
                new("COMMIT"),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
        await reader.ReadAsync(CancellationToken.None);
        var xact = reader.GetInt64(0);
        // Only now is it committed, or it fails.
        await reader.NextResultAsync(CancellationToken.None);
        return xact;
    }

    /// <summary>Reads what is new on the primary: afterwards nothing that was committed before is unknown.</summary>
    /// <returns>All transactions below it had ended.</returns>
    internal async Task<long> ReadPrimaryAsync(NpgsqlDataSource primary, CancellationToken cancellationToken)
    {
        var look = known.BeginLook();
        var (oldestOpen, newest) = await ReadAsync(primary, cancellationToken);
        known.EndLook(look);
        // What is still open may yet be committed; and a crash may give numbers again, of which none below the newest
        // that was committed.
        _newest = Math.Max(_newest, newest);
        Volatile.Write(ref _unseen, Math.Min(oldestOpen, _newest + 1));
        return oldestOpen;
    }

    /// <summary>
    /// Reads what is new on the replica, which may lack the last: better than nothing while the primary is away.
    /// </summary>
    internal Task ReadReplicaAsync(NpgsqlDataSource replica, CancellationToken cancellationToken) =>
        ReadAsync(replica, cancellationToken);

    /// <summary>Deletes what a later write of the same tag has overtaken.</summary>
    internal static async Task PruneAsync(NpgsqlDataSource primary, CancellationToken cancellationToken)
    {
        const string Sql = """
            DELETE FROM writes w USING (
                SELECT tag, max(xact) AS newest FROM writes
                WHERE xact < pg_snapshot_xmax(pg_current_snapshot())::text::bigint GROUP BY tag) n
            WHERE w.tag = n.tag AND w.xact <> n.newest AND (SELECT pg_try_advisory_xact_lock($1))
            """;
        await using var command = primary.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = PruneKey });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<(long OldestOpen, long Newest)> ReadAsync(
        NpgsqlDataSource source,
        CancellationToken cancellationToken
    )
    {
        // Numbers that are not given out yet are another server's, whose rows were restored here.
        const string Sql = """
            SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
                   coalesce(array_agg(tag), '{}'), coalesce(array_agg(newest), '{}') FROM (
                SELECT tag, max(xact) AS newest FROM writes
                WHERE xact >= $1 AND xact < pg_snapshot_xmax(pg_current_snapshot())::text::bigint GROUP BY tag) w
            """;
        await using var command = source.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Volatile.Read(ref _unseen) });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var (tags, newest) = (row.GetFieldValue<short[]>(1), row.GetFieldValue<long[]>(2));
        for (var i = 0; i < tags.Length; i++)
        {
            known.Wrote(tags.AsSpan(i, 1), newest[i]);
        }

        return (row.GetInt64(0), newest.DefaultIfEmpty().Max());
    }
}
