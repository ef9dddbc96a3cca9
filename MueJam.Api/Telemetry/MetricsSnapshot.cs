namespace MueJam.Api.Telemetry;

/// <summary>All figures at one moment; <c>/metrics</c> and <c>/metrics/json</c> both answer from it.</summary>
/// <param name="Database">The database's.</param>
/// <param name="Cache">The cache's.</param>
/// <param name="Timestamp">UTC.</param>
public sealed record MetricsSnapshot(DatabaseFigures Database, CacheFigures Cache, DateTimeOffset Timestamp);

/// <summary>Figures of database commands. Those over the window of 60 s are null while it had none.</summary>
/// <param name="QueryCount">Commands completed, failed ones included.</param>
/// <param name="ErrorCount">Failed commands.</param>
/// <param name="SlowQueryCount">Commands over 100 ms.</param>
/// <param name="AvgLatencyMs">Mean latency in the window, in milliseconds.</param>
/// <param name="ErrorRatePercent">Failed of all in the window, 0 to 100.</param>
/// <param name="ThroughputQps">Commands per second in the window.</param>
/// <param name="Pools">The connection pools.</param>
public sealed record DatabaseFigures(
    long QueryCount, long ErrorCount, long SlowQueryCount, double? AvgLatencyMs, double? ErrorRatePercent, double? ThroughputQps, IReadOnlyList<PoolFigures> Pools);

/// <summary>A connection pool.</summary>
/// <param name="Name">primary or replica.</param>
/// <param name="Busy">Connections in use.</param>
/// <param name="Idle">Connections open and unused.</param>
/// <param name="Max">Connections it may open.</param>
/// <param name="UtilizationPercent">Busy of max, 0 to 100.</param>
public sealed record PoolFigures(string Name, long Busy, long Idle, long Max, double UtilizationPercent);

/// <summary>Figures of the cache. Those over the window of 60 s are null while it had no look-up.</summary>
/// <param name="Hits">Look-ups that found their entry.</param>
/// <param name="Misses">Look-ups that did not.</param>
/// <param name="Sets">Entries written.</param>
/// <param name="HitRatePercent">Hits of all in the window, 0 to 100.</param>
/// <param name="MissRatePercent">Misses of all in the window, 0 to 100.</param>
public sealed record CacheFigures(long Hits, long Misses, long Sets, double? HitRatePercent, double? MissRatePercent);
