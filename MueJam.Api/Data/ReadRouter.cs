using Npgsql;

namespace MueJam.Api.Data;

/// <summary>Where reads go: the replica while it answers, else the primary.</summary>
public sealed class ReadRouter(NpgsqlDataSource primary, IServiceProvider services, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly NpgsqlDataSource? _replica = services.GetKeyedService<NpgsqlDataSource>(DataServices.Replica);
    private long _replicaFrom;

    /// <summary>The primary, for writes and for what must be the newest.</summary>
    public NpgsqlDataSource Primary => primary;

    /// <summary>The replica, when there is one.</summary>
    public NpgsqlDataSource? Replica => _replica;

    /// <summary>Reads from the replica, and from the primary when that fails; a replica that failed is left alone for 5 s.</summary>
    /// <param name="read">The read; it may run twice.</param>
    public async Task<T> ReadAsync<T>(Func<NpgsqlDataSource, Task<T>> read)
    {
        if (_replica is not null && time.GetTimestamp() >= Interlocked.Read(ref _replicaFrom))
        {
            try
            {
                return await read(_replica);
            }
            catch (NpgsqlException)
            {
                Interlocked.Exchange(ref _replicaFrom, time.GetTimestamp() + (long)(Pause.TotalSeconds * time.TimestampFrequency));
            }
        }

        return await read(primary);
    }
}
