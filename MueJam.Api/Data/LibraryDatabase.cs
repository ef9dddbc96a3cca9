using Npgsql;

namespace MueJam.Api.Data;

/// <summary>
/// Where statements go: writes to the primary; reads to the replica while it is usable and what they read was not
/// written of late, else to the primary.
/// </summary>
/// <param name="pools">The servers.</param>
/// <param name="monitor">What state they are in.</param>
/// <param name="recent">What the replica may not have yet.</param>
/// <param name="known">What it must have, where the answer is to be kept.</param>
/// <param name="time">The clock.</param>
public sealed class LibraryDatabase(
    DatabasePools pools,
    DatabaseMonitor monitor,
    RecentWrites recent,
    KnownWrites known,
    TimeProvider time
)
{
    /// <summary>Whether the primary is away: what is read now may be out of date.</summary>
    public bool IsStale => !monitor.PrimaryAnswers;

    /// <summary>Reads; the read may run more than once.</summary>
    /// <param name="scopes">What is read, as named in <see cref="RecentWrites"/>.</param>
    /// <param name="read">The read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<T> ReadAsync<T>(
        string[] scopes,
        Func<NpgsqlConnection, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken
    )
    {
        if (monitor.Replica is { IsUsable: true } && !recent.Contains(scopes))
        {
            try
            {
                var (isWhole, value) = await ReadReplicaAsync(scopes, read, cancellationToken);
                if (isWhole)
                {
                    return value;
                }
            }
            catch (Exception e) when (DatabaseFailures.IsUnavailable(e) && !cancellationToken.IsCancellationRequested)
            {
                // The primary has it, too.
            }
        }

        var began = time.GetTimestamp();
        try
        {
            Horizon.Current?.Enter(pools.Primary.Looked);
            return await pools.Primary.ReadAsync(read, cancellationToken);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e) && !cancellationToken.IsCancellationRequested)
        {
            Note(e, began);
            // A late replica is better than none; the answer says that it is stale. But what is known to be overwritten
            // or deleted is not shown again.
            if (
                !monitor.ReplicaAnswers
                || monitor.PrimaryAnswers
                || await ReadReplicaAsync(scopes, read, cancellationToken) is not (true, var value)
            )
            {
                throw;
            }

            return value;
        }
    }

    /// <summary>
    /// Writes, and tells everybody who has cached what was written. Once it has begun nothing but the database ends it:
    /// who asked for it may go away, but what was committed is told of. When the answer to the commit is lost, the
    /// write is taken as done until the log tells.
    /// </summary>
    /// <param name="write">The write; it runs once, in a transaction.</param>
    /// <param name="scopes">What it has written; empty when nothing.</param>
    /// <param name="cancellationToken">Ends the wait for a connection.</param>
    public async Task<T> WriteAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> write,
        Func<T, string[]> scopes,
        CancellationToken cancellationToken
    )
    {
        var telling = Task.CompletedTask;
        var result = await OnPrimaryAsync(
            async connection =>
            {
                await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
                var result = await write(connection, CancellationToken.None);
                if (scopes(result) is not { Length: > 0 } written)
                {
                    await transaction.CommitAsync(CancellationToken.None);
                    return result;
                }

                try
                {
                    telling = recent.AddAsync(await WriteLog.CommitAsync(connection, Tags.Of(written)), written);
                }
                catch
                {
                    recent.Doubt(written);
                    throw;
                }

                return result;
            },
            cancellationToken
        );
        // The connection is another's meanwhile.
        await telling;
        return result;
    }

    /// <summary>Writes what only its owner sees, in one statement: it is never cached.</summary>
    /// <param name="scope">What is written.</param>
    /// <param name="write">The write; it runs once, and to its end.</param>
    /// <param name="cancellationToken">Ends the wait for a connection.</param>
    public async Task<T> WriteOwnAsync<T>(
        string scope,
        Func<NpgsqlConnection, CancellationToken, Task<T>> write,
        CancellationToken cancellationToken
    )
    {
        var telling = Task.CompletedTask;
        try
        {
            return await OnPrimaryAsync(
                async connection =>
                {
                    try
                    {
                        return await write(connection, CancellationToken.None);
                    }
                    finally
                    {
                        telling = recent.AddAsync(xact: 0, [scope]);
                    }
                },
                cancellationToken
            );
        }
        finally
        {
            await telling;
        }
    }

    private async Task<T> OnPrimaryAsync<T>(Func<NpgsqlConnection, Task<T>> write, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        try
        {
            return await pools.Primary.WriteAsync((connection, _) => write(connection), cancellationToken);
        }
        catch (Exception e)
        {
            Note(e, began);
            throw;
        }
    }

    /// <summary>
    /// Reads from the replica. Where somebody wants to keep the answer, it is whole only when the replica had every
    /// known write to its scopes.
    /// </summary>
    private async Task<(bool IsWhole, T Value)> ReadReplicaAsync<T>(
        string[] scopes,
        Func<NpgsqlConnection, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken
    )
    {
        if (Horizon.Current is not { } horizon)
        {
            return (true, await pools.Replica!.ReadAsync(read, cancellationToken));
        }

        var before = horizon.Xact;
        horizon.Xact = long.MaxValue;
        horizon.Enter(pools.Replica!.Looked);
        try
        {
            var value = await pools.Replica!.ReadAsync(read, cancellationToken);
            if (horizon.Xact <= known.Last(Tags.Of(scopes)))
            {
                horizon.Xact = before;
                return (false, value);
            }

            horizon.Xact = Math.Min(horizon.Xact, before);
            return (true, value);
        }
        catch
        {
            horizon.Xact = before;
            throw;
        }
    }

    /// <summary>
    /// That one's own circuit refuses, or that the server has no more connections for one, does not mean that it is
    /// away.
    /// </summary>
    private void Note(Exception failure, long began)
    {
        if (
            DatabaseFailures.IsConnectionFailure(failure)
            && failure is not PostgresException { SqlState: PostgresErrorCodes.TooManyConnections }
        )
        {
            monitor.PrimaryFailed(began);
        }
    }
}
