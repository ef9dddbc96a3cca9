using System.Collections.Concurrent;
using MueJam.Api.Redis;

namespace MueJam.Api.Data;

/// <summary>
/// What was written of late, by any instance: a read of it goes to the primary, for the replica may not have it yet.
/// The messages of it are also the quick way by which the instances learn that what they have cached is out of date;
/// the sure one is <see cref="WriteLog"/>.
/// </summary>
public sealed class RecentWrites : IDisposable
{
    private const int SweepEvery = 1024;

    /// <summary>Longer than a replica may lag and still be read from, with the time it takes to notice.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, long> _writes = new(StringComparer.Ordinal);
    private readonly WriteMessages _messages;
    private readonly KnownWrites _known;
    private readonly TimeProvider _time;
    private int _sinceSweep;

    /// <summary>Listens to the other instances.</summary>
    /// <param name="redis">Carries the messages.</param>
    /// <param name="known">Told of what was cached.</param>
    /// <param name="time">The clock.</param>
    public RecentWrites(RedisGate redis, KnownWrites known, TimeProvider time)
    {
        (_known, _time) = (known, time);
        _messages = new WriteMessages(redis, time, Remember);
    }

    /// <summary>Remembers a write at once, and has the other instances do so.</summary>
    /// <param name="xact">By which transaction; 0 for what is never cached.</param>
    /// <param name="scopes">What was written.</param>
    /// <returns>Done when they have; until then nobody should be told that it is written.</returns>
    public Task AddAsync(long xact, string[] scopes)
    {
        Remember(xact, scopes);
        return _messages.TellAsync(xact, scopes);
    }

    /// <summary>Something may have been written or not: nobody knows before the log has told.</summary>
    /// <param name="scopes">What.</param>
    public void Doubt(string[] scopes)
    {
        _known.Doubt(Tags.Of(scopes));
        Remember(0, scopes);
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
    public void Dispose() => _messages.Dispose();

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * _time.TimestampFrequency);

    private void Remember(long xact, string[] scopes)
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
