using System.Collections.Concurrent;
using StackExchange.Redis;

namespace MueJam.Api.Data;

/// <summary>
/// What was written of late, by any instance. A read of it goes to the primary, for the replica may not have it yet,
/// and what was read while it was being written is not kept in the cache.
/// </summary>
public sealed class RecentWrites : IDisposable
{
    private const int SweepEvery = 1024;

    /// <summary>Longer than a replica may lag and still be read from, with the time it takes to notice.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private static readonly RedisChannel Channel = RedisChannel.Literal("muejam:writes");

    private readonly ConcurrentDictionary<string, long> _writes = new(StringComparer.Ordinal);
    private readonly IConnectionMultiplexer _redis;
    private readonly TimeProvider _time;
    private int _sinceSweep;

    /// <summary>Listens to the other instances.</summary>
    /// <param name="redis">Carries the messages; without it an instance knows of its own writes alone.</param>
    /// <param name="time">The clock.</param>
    public RecentWrites(IConnectionMultiplexer redis, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(redis);
        (_redis, _time) = (redis, time);
        // Fire and forget: subscribed as soon as Redis is there, and again whenever it returns.
        redis.GetSubscriber().Subscribe(Channel, (_, message) => Remember((string?)message ?? ""), CommandFlags.FireAndForget);
    }

    /// <summary>Remembers a write here and tells the other instances.</summary>
    /// <param name="scopes">What was written.</param>
    public void Add(params IReadOnlyCollection<string> scopes)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        var message = string.Join('\n', scopes);
        Remember(message);
        if (_redis.IsConnected)
        {
            _redis.GetSubscriber().Publish(Channel, message, CommandFlags.FireAndForget);
        }
    }

    /// <summary>Whether any of these was written of late.</summary>
    /// <param name="scopes">What is about to be read.</param>
    public bool Contains(params ReadOnlySpan<string> scopes) => Contains(scopes, _time.GetTimestamp() - Ticks(Lifetime));

    /// <summary>Whether any of these was written since a moment.</summary>
    /// <param name="scopes">What was read.</param>
    /// <param name="timestamp">The clock's timestamp when the read began.</param>
    public bool Contains(ReadOnlySpan<string> scopes, long timestamp)
    {
        if (!_writes.IsEmpty)
        {
            foreach (var scope in scopes)
            {
                if (_writes.TryGetValue(scope, out var at) && at >= timestamp)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <inheritdoc />
    public void Dispose() => _redis.GetSubscriber().Unsubscribe(Channel, flags: CommandFlags.FireAndForget);

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * _time.TimestampFrequency);

    private void Remember(string message)
    {
        var now = _time.GetTimestamp();
        foreach (var scope in message.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            _writes[scope] = now;
        }

        if (Interlocked.Increment(ref _sinceSweep) % SweepEvery == 0)
        {
            foreach (var (scope, at) in _writes)
            {
                if (at < now - Ticks(Lifetime))
                {
                    _writes.TryRemove(KeyValuePair.Create(scope, at));
                }
            }
        }
    }
}
