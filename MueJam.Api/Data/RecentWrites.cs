using System.Collections.Concurrent;
using System.Globalization;
using StackExchange.Redis;

namespace MueJam.Api.Data;

/// <summary>
/// What was written of late, by any instance: a read of it goes to the primary, for the replica may not have it yet.
/// Its messages through Redis are also the quick way by which the instances learn that what they have cached is out of
/// date; the sure one is <see cref="WriteLog"/>.
/// </summary>
public sealed class RecentWrites : IDisposable
{
    private const int SweepEvery = 1024;

    /// <summary>Longer than a replica may lag and still be read from, with the time it takes to notice.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private static readonly RedisChannel Channel = RedisChannel.Literal("muejam:writes");

    private readonly ConcurrentDictionary<string, long> _writes = new(StringComparer.Ordinal);
    private readonly IConnectionMultiplexer _redis;
    private readonly KnownWrites _known;
    private readonly TimeProvider _time;
    private int _sinceSweep;

    /// <summary>Listens to the other instances.</summary>
    /// <param name="redis">Carries the messages.</param>
    /// <param name="known">Told of what was cached.</param>
    /// <param name="time">The clock.</param>
    public RecentWrites(IConnectionMultiplexer redis, KnownWrites known, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(redis);
        (_redis, _known, _time) = (redis, known, time);
        // Fire and forget: subscribed as soon as Redis is there, and again whenever it returns.
        redis
            .GetSubscriber()
            .Subscribe(Channel, (_, message) => OnMessage((string?)message ?? ""), CommandFlags.FireAndForget);
    }

    /// <summary>Remembers a write here and tells the other instances.</summary>
    /// <param name="scopes">What was written.</param>
    /// <param name="xact">By which transaction; 0 for what is never cached.</param>
    public void Add(string[] scopes, long xact)
    {
        Remember(scopes, xact);
        if (_redis.IsConnected)
        {
            _redis.GetSubscriber().Publish(Channel, $"{xact}\n{string.Join('\n', scopes)}", CommandFlags.FireAndForget);
        }
    }

    /// <summary>Something may have been written or not: nobody knows before the log has told.</summary>
    /// <param name="scopes">What.</param>
    public void Doubt(string[] scopes)
    {
        _known.Doubt(Tags.Of(scopes));
        Remember(scopes, 0);
    }

    /// <summary>Whether any of these was written of late.</summary>
    /// <param name="scopes">What is about to be read.</param>
    public bool Contains(params ReadOnlySpan<string> scopes)
    {
        if (!_writes.IsEmpty)
        {
            var since = _time.GetTimestamp() - Ticks(Lifetime);
            foreach (var scope in scopes)
            {
                if (_writes.TryGetValue(scope, out var at) && at >= since)
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

    private void OnMessage(string message)
    {
        var parts = message.Split('\n');
        if (long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var xact))
        {
            Remember(parts[1..], xact);
        }
    }

    private void Remember(string[] scopes, long xact)
    {
        if (xact > 0)
        {
            _known.Wrote(Tags.Of(scopes), xact);
        }

        var now = _time.GetTimestamp();
        foreach (var scope in scopes)
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
