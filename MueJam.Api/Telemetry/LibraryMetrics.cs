using System.Diagnostics.Metrics;
using MueJam.Api.Data;
using ZiggyCreatures.Caching.Fusion;

namespace MueJam.Api.Telemetry;

/// <summary>The figures of database and cache, counted from the libraries' own meters where they have one.</summary>
public sealed class LibraryMetrics : IDisposable
{
    private const string PoolTag = "db.client.connection.pool.name";
    private const double SlowSeconds = 0.1;

    private readonly MeterListener _listener = new();
    private readonly PoolReadings _pools = new();
    private readonly DatabaseMonitor _monitor;
    private readonly TimeProvider _time;
    private readonly SlidingWindow _queries;
    private readonly SlidingWindow _reads;
    private readonly long[] _counts = new long[Enum.GetValues<Total>().Length];

    /// <summary>Begins to count.</summary>
    /// <param name="monitor">Knows the replica.</param>
    /// <param name="time">The clock.</param>
    public LibraryMetrics(DatabaseMonitor monitor, TimeProvider time)
    {
        (_monitor, _time) = (monitor, time);
        _queries = new SlidingWindow(QueryWindow.Sums);
        _reads = new SlidingWindow(Enum.GetValues<ReadWindow>().Length);
        _listener.InstrumentPublished = Enable;
        _listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) => Query(seconds, tags));
        _listener.SetMeasurementEventCallback<long>(Measure);
        _listener.SetMeasurementEventCallback<int>(
            (instrument, value, tags, state) => Measure(instrument, value, tags, state)
        );
        _listener.Start();
    }

    private enum Total
    {
        Query,
        Error,
        Slow,
        Hit,
        Miss,
        Set,
        Eviction,
        L1Miss,
        L2Hit,
        L2Miss,
    }

    private enum ReadWindow
    {
        Hit,
        Miss,
        Set,
        Eviction,
        L1Miss,
        L2Hit,
        L2Miss,
    }

    private enum Source
    {
        Failures,
        Pool,
        CacheSet,
    }

    /// <summary>Counts a read through the cache.</summary>
    /// <param name="isHit">The first or the second level answered it.</param>
    public void CacheRead(bool isHit)
    {
        Count(isHit ? Total.Hit : Total.Miss);
        _reads.Current.Add((int)(isHit ? ReadWindow.Hit : ReadWindow.Miss));
    }

    /// <summary>Counts a read that the first level did not answer.</summary>
    public void L1Missed()
    {
        Count(Total.L1Miss);
        _reads.Current.Add((int)ReadWindow.L1Miss);
    }

    /// <summary>Counts a look-up in the second level.</summary>
    /// <param name="isHit">It had a fresh entry.</param>
    public void L2Lookup(bool isHit)
    {
        Count(isHit ? Total.L2Hit : Total.L2Miss);
        _reads.Current.Add((int)(isHit ? ReadWindow.L2Hit : ReadWindow.L2Miss));
    }

    /// <summary>Counts an entry that left memory for lack of room.</summary>
    public void Evicted()
    {
        Count(Total.Eviction);
        _reads.Current.Add((int)ReadWindow.Eviction);
    }

    /// <summary>Counts a database command.</summary>
    /// <param name="seconds">How long it took.</param>
    public void Query(double seconds)
    {
        Count(Total.Query);
        if (seconds > SlowSeconds)
        {
            Count(Total.Slow);
        }

        var microseconds = (long)(seconds * 1_000_000);
        var bucket = _queries.Current;
        bucket.Add(QueryWindow.Microseconds, microseconds);
        bucket.Add(LatencyScale.StepOf(microseconds));
    }

    /// <summary>All figures at this moment.</summary>
    public MetricsSnapshot Snapshot()
    {
        var queries = new QueryWindow(_queries.Total());
        var reads = _reads.Total();
        // The pools' instruments are read when asked for.
        _listener.RecordObservableInstruments();
        var replica = _monitor.Replica;
        return new MetricsSnapshot(
            new DatabaseFigures(
                Read(Total.Query),
                Read(Total.Error),
                Read(Total.Slow),
                queries.AverageMs,
                queries.P95Ms,
                queries.ErrorRatePercent,
                queries.Throughput,
                _pools.Figures(),
                replica is null
                    ? []
                    : [new ReplicaFigures(DatabaseMonitor.ReplicaName, replica.IsStreaming, replica.LagSeconds)]
            ),
            Cache(reads),
            _time.GetUtcNow()
        );
    }

    /// <inheritdoc />
    public void Dispose() => _listener.Dispose();

    private static void Enable(Instrument instrument, MeterListener listener)
    {
        Source? source = (instrument.Meter.Name, instrument.Name) switch
        {
            ("Npgsql", "db.client.operation.duration") => Source.Failures,
            ("Npgsql", "db.client.operation.failed") => Source.Failures,
            ("Npgsql", "db.client.connection.count" or "db.client.connection.max") => Source.Pool,
            (FusionCacheDiagnostics.MeterName, "fusioncache.cache.set") => Source.CacheSet,
            _ => null,
        };
        if (source is not null)
        {
            listener.EnableMeasurementEvents(instrument, source);
        }
    }

    private static double? Percent(long part, long all) => all == 0 ? null : 100.0 * Math.Clamp(part, 0, all) / all;

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

    private void Query(double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        // Not the probes': they are no traffic.
        if (PoolReadings.IsKnown(Tag(tags, PoolTag)))
        {
            Query(seconds);
        }
    }

    private void Measure(
        Instrument instrument,
        long value,
        ReadOnlySpan<KeyValuePair<string, object?>> tags,
        object? state
    )
    {
        switch ((Source)state!)
        {
            case Source.Pool:
                _pools.Set(
                    Tag(tags, PoolTag),
                    instrument.Name == "db.client.connection.max" ? "max" : Tag(tags, "db.client.connection.state"),
                    value
                );
                break;
            case Source.Failures when PoolReadings.IsKnown(Tag(tags, PoolTag)):
                Interlocked.Add(ref _counts[(int)Total.Error], value);
                _queries.Current.Add(QueryWindow.Errors, value);
                break;
            case Source.CacheSet:
                Count(Total.Set);
                _reads.Current.Add((int)ReadWindow.Set);
                break;
        }
    }

    private CacheFigures Cache(long[] window)
    {
        var (hit, miss) = (window[(int)ReadWindow.Hit], window[(int)ReadWindow.Miss]);
        var (l2Hit, l2Miss) = (window[(int)ReadWindow.L2Hit], window[(int)ReadWindow.L2Miss]);
        var lookups = Read(Total.Hit) + Read(Total.Miss);
        var l1Misses = Math.Min(Read(Total.L1Miss), lookups);
        return new CacheFigures(
            Read(Total.Hit),
            Read(Total.Miss),
            Read(Total.Eviction),
            Read(Total.Set),
            Percent(hit, hit + miss),
            Percent(miss, hit + miss),
            Percent(window[(int)ReadWindow.Eviction], window[(int)ReadWindow.Set]),
            new LevelFigures(
                lookups - l1Misses,
                l1Misses,
                Percent(hit + miss - window[(int)ReadWindow.L1Miss], hit + miss)
            ),
            new LevelFigures(Read(Total.L2Hit), Read(Total.L2Miss), Percent(l2Hit, l2Hit + l2Miss))
        );
    }

    private void Count(Total total) => Interlocked.Increment(ref _counts[(int)total]);

    private long Read(Total total) => Interlocked.Read(ref _counts[(int)total]);
}
