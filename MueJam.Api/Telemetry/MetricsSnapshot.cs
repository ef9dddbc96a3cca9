using System.Text.Json.Serialization;

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
/// <param name="P95LatencyMs">95th percentile of the latency in the window, in milliseconds, at most 12 % off.</param>
/// <param name="ErrorRatePercent">Failed of all in the window, 0 to 100.</param>
/// <param name="ThroughputQps">Commands per second in the window.</param>
/// <param name="Pools">The connection pools.</param>
/// <param name="Replicas">The streaming replicas.</param>
public sealed record DatabaseFigures(
    long QueryCount,
    long ErrorCount,
    long SlowQueryCount,
    double? AvgLatencyMs,
    [property: JsonPropertyName("p95_latency_ms")] double? P95LatencyMs,
    double? ErrorRatePercent,
    double? ThroughputQps,
    IReadOnlyList<PoolFigures> Pools,
    IReadOnlyList<ReplicaFigures> Replicas
);

/// <summary>A connection pool.</summary>
/// <param name="Name">primary or replica.</param>
/// <param name="Busy">Connections in use.</param>
/// <param name="Idle">Connections open and unused.</param>
/// <param name="Max">Connections it may open.</param>
/// <param name="UtilizationPercent">Busy of max, 0 to 100.</param>
public sealed record PoolFigures(string Name, long Busy, long Idle, long Max, double UtilizationPercent);

/// <summary>A streaming replica.</summary>
/// <param name="Name">Its resource.</param>
/// <param name="Streaming">It receives WAL.</param>
/// <param name="LagSeconds">Seconds behind the primary; null before it was first seen in step.</param>
public sealed record ReplicaFigures(string Name, bool Streaming, double? LagSeconds);

/// <summary>Figures of the cache. Those over the window of 60 s are null while it had no read.</summary>
/// <param name="Hits">Reads that a level answered.</param>
/// <param name="Misses">Reads that went to the database.</param>
/// <param name="Evictions">Entries that left memory for lack of room.</param>
/// <param name="Sets">Entries written.</param>
/// <param name="HitRatePercent">Hits of all in the window, 0 to 100.</param>
/// <param name="MissRatePercent">Misses of all in the window, 0 to 100.</param>
/// <param name="EvictionRatePercent">Evictions of entries written in the window, 0 to 100.</param>
/// <param name="L1">Memory.</param>
/// <param name="L2">Redis.</param>
public sealed record CacheFigures(
    long Hits,
    long Misses,
    long Evictions,
    long Sets,
    double? HitRatePercent,
    double? MissRatePercent,
    double? EvictionRatePercent,
    [property: JsonPropertyName("l1")] LevelFigures L1,
    [property: JsonPropertyName("l2")] LevelFigures L2
);

/// <summary>Figures of a level of the cache.</summary>
/// <param name="Hits">Look-ups that found a fresh entry.</param>
/// <param name="Misses">Look-ups that did not.</param>
/// <param name="HitRatePercent">Hits of all in the window, 0 to 100; null while it had none.</param>
public sealed record LevelFigures(long Hits, long Misses, double? HitRatePercent);
