using Npgsql;

namespace MueJam.Api.Data;

/// <summary>Where statements go: writes to the primary; reads to the replica while it is usable and what they read was not written of late, else to the primary.</summary>
/// <param name="pools">The servers.</param>
/// <param name="monitor">What state they are in.</param>
/// <param name="recent">What the replica may not have yet.</param>
public sealed class LibraryDatabase(DatabasePools pools, DatabaseMonitor monitor, RecentWrites recent)
{
    /// <summary>Whether the primary is away: what is read now may be out of date.</summary>
    public bool IsStale => !monitor.PrimaryAnswers;

    /// <summary>Reads; the read may run more than once.</summary>
    /// <param name="scopes">What is read, as named in <see cref="RecentWrites"/>.</param>
    /// <param name="read">The read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<T> ReadAsync<T>(string[] scopes, Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var replica = pools.Replica;
        if (replica is not null && monitor.Replica!.IsUsable && !recent.Contains(scopes))
        {
            try
            {
                return await replica.ReadAsync(read, cancellationToken);
            }
            catch (Exception e) when (DatabaseFailures.IsUnavailable(e) && !cancellationToken.IsCancellationRequested)
            {
                // The primary has it, too.
            }
        }

        try
        {
            return await pools.Primary.ReadAsync(read, cancellationToken);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e) && !cancellationToken.IsCancellationRequested)
        {
            Note(e);
            // A late replica is better than none; the answer says that it is stale.
            if (replica is null || !monitor.ReplicaAnswers || monitor.PrimaryAnswers)
            {
                throw;
            }

            return await replica.ReadAsync(read, cancellationToken);
        }
    }

    /// <summary>Writes, in one statement or a transaction of the caller's.</summary>
    /// <param name="write">The write; it runs once.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<T> WriteAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> write, CancellationToken cancellationToken)
    {
        try
        {
            return await pools.Primary.WriteAsync(write, cancellationToken);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            Note(e);
            throw;
        }
    }

    private void Note(Exception failure)
    {
        if (failure is not PoolExhaustedException)
        {
            monitor.PrimaryFailed();
        }
    }
}
