using System.Diagnostics.Metrics;
using MueJam.Api.Data;

namespace MueJam.Api.Telemetry;

/// <summary>The figures of database and cache. The database's come from Npgsql's own meter, so that every command counts.</summary>
public sealed class LibraryMetrics : IDisposable
{
    private const string NpgsqlMeter = "Npgsql";
    private const double SlowSeconds = 0.1;

    private readonly MeterListener _listener = new();
    private readonly Dictionary<(string Pool, string State), long> _connections = [];
    private readonly Dictionary<string, long> _maximum = [];
    private readonly Lock _poolLock = new();
    private readonly SlidingWindow _queries;
    private readonly SlidingWindow _lookups;
    private readonly TimeProvider _time;
    private long _queryCount;
    private long _errorCount;
    private long _slowCount;
    private long _hits;
    private long _misses;
    private long _sets;

    /// <summary>Begins to count.</summary>
    /// <param name="time">The clock.</param>
    public LibraryMetrics(TimeProvider time)
    {
        _time = time;
        _queries = new SlidingWindow(time);
        _lookups = new SlidingWindow(time);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == NpgsqlMeter && instrument.Name is "db.client.operation.duration" or "db.client.operation.failed" or "db.client.connection.count" or "db.client.connection.max")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, _, _) => Query(seconds));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Count(instrument.Name, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Count(instrument.Name, value, tags));
        _listener.Start();
    }

    /// <summary>Counts a look-up in the cache.</summary>
    /// <param name="isHit">It had the entry.</param>
    public void CacheLookup(bool isHit)
    {
        Interlocked.Increment(ref isHit ? ref _hits : ref _misses);
        _lookups.Record(0, isHit);
    }

    /// <summary>Counts an entry that was written to the cache.</summary>
    public void CacheSet() => Interlocked.Increment(ref _sets);

    /// <summary>All figures at this moment.</summary>
    public MetricsSnapshot Snapshot()
    {
        var queries = _queries.Total();
        var lookups = _lookups.Total();
        return new MetricsSnapshot(
            new DatabaseFigures(
                Interlocked.Read(ref _queryCount), Interlocked.Read(ref _errorCount), Interlocked.Read(ref _slowCount),
                queries.Count == 0 ? null : queries.Sum / 1000.0 / queries.Count,
                Percent(queries.Marked, queries.Count),
                queries.Count == 0 ? null : (double)queries.Count / SlidingWindow.Seconds,
                Pools()),
            new CacheFigures(
                Interlocked.Read(ref _hits), Interlocked.Read(ref _misses), Interlocked.Read(ref _sets),
                Percent(lookups.Marked, lookups.Count),
                Percent(lookups.Count - lookups.Marked, lookups.Count)),
            _time.GetUtcNow());
    }

    /// <inheritdoc />
    public void Dispose() => _listener.Dispose();

    private static double? Percent(long part, long all) => all == 0 ? null : 100.0 * Math.Min(part, all) / all;

    private void Query(double seconds)
    {
        Interlocked.Increment(ref _queryCount);
        if (seconds > SlowSeconds)
        {
            Interlocked.Increment(ref _slowCount);
        }

        _queries.Record((long)(seconds * 1_000_000), isMarked: false);
    }

    private void Count(string instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (instrument == "db.client.operation.failed")
        {
            Interlocked.Add(ref _errorCount, value);
            _queries.Mark();
            return;
        }

        var pool = Tag(tags, "db.client.connection.pool.name");
        lock (_poolLock)
        {
            if (instrument == "db.client.connection.max")
            {
                _maximum[pool] = value;
            }
            else
            {
                _connections[(pool, Tag(tags, "db.client.connection.state"))] = value;
            }
        }
    }

    private List<PoolFigures> Pools()
    {
        // The pool's instruments are read when asked for.
        _listener.RecordObservableInstruments();
        lock (_poolLock)
        {
            return
            [
                .. _maximum.Where(pool => pool.Value > 0 && DataServices.Pools.Contains(pool.Key)).OrderBy(pool => pool.Key, StringComparer.Ordinal).Select(pool =>
                {
                    var busy = _connections.GetValueOrDefault((pool.Key, "used"));
                    return new PoolFigures(pool.Key, busy, _connections.GetValueOrDefault((pool.Key, "idle")), pool.Value, 100.0 * busy / pool.Value);
                }),
            ];
        }
    }

    private static string Tag(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == name)
            {
                return tag.Value?.ToString() ?? "";
            }
        }

        return "";
    }
}
