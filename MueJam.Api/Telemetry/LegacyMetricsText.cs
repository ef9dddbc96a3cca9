using System.Globalization;
using MueJam.ServiceDefaults;

namespace MueJam.Api.Telemetry;

/// <summary>The original's metric names, exactly: no suffix on counters, no label of a library's.</summary>
internal sealed class LegacyMetricsText(LibraryMetrics metrics) : IPrometheusText
{
    public void Write(TextWriter writer)
    {
        var (database, cache, _) = metrics.Snapshot();
        Write(
            writer,
            "db_query_count",
            "counter",
            "Database commands completed, failed ones included.",
            database.QueryCount
        );
        Write(writer, "db_error_count", "counter", "Failed database commands.", database.ErrorCount);
        Write(writer, "db_slow_query_count", "counter", "Database commands over 100 ms.", database.SlowQueryCount);
        Write(
            writer,
            "db_avg_latency_ms",
            "gauge",
            "Mean latency of database commands in the last 60 s, in milliseconds.",
            database.AvgLatencyMs
        );
        Write(
            writer,
            "db_error_rate_percent",
            "gauge",
            "Failed of all database commands in the last 60 s.",
            database.ErrorRatePercent
        );
        Write(
            writer,
            "db_throughput_qps",
            "gauge",
            "Database commands per second in the last 60 s.",
            database.ThroughputQps
        );
        Write(writer, "cache_hits", "counter", "Cache look-ups that found their entry.", cache.Hits);
        Write(writer, "cache_misses", "counter", "Cache look-ups that did not find their entry.", cache.Misses);
        Write(
            writer,
            "cache_evictions",
            "counter",
            "Cache entries that left memory for lack of room.",
            cache.Evictions
        );
        Write(
            writer,
            "cache_hit_rate_percent",
            "gauge",
            "Hits of all cache look-ups in the last 60 s.",
            cache.HitRatePercent
        );
        Write(
            writer,
            "cache_miss_rate_percent",
            "gauge",
            "Misses of all cache look-ups in the last 60 s.",
            cache.MissRatePercent
        );
        Write(
            writer,
            "cache_eviction_rate_percent",
            "gauge",
            "Cache evictions of all entries written in the last 60 s.",
            cache.EvictionRatePercent
        );
        Write(
            writer,
            "cache_l1_hit_rate_percent",
            "gauge",
            "Hits of all look-ups in memory in the last 60 s.",
            cache.L1.HitRatePercent
        );
        Write(
            writer,
            "cache_l2_hit_rate_percent",
            "gauge",
            "Hits of all look-ups in Redis in the last 60 s.",
            cache.L2.HitRatePercent
        );
        Write(
            writer,
            "connection_pool_utilization_percent",
            "Busy connections of the most that the pool may open.",
            "pool",
            database.Pools.Select(pool => (pool.Name, (double?)pool.UtilizationPercent))
        );
        Write(
            writer,
            "replication_lag_seconds",
            "Seconds that the replica is behind the primary.",
            "replica",
            database.Replicas.Select(replica => (replica.Name, replica.LagSeconds))
        );
    }

    private static void Write(
        TextWriter writer,
        string name,
        string help,
        string label,
        IEnumerable<(string Label, double? Value)> values
    )
    {
        var present = values.Where(value => value.Value is not null).ToList();
        if (present.Count > 0)
        {
            Head(writer, name, "gauge", help);
            foreach (var (of, value) in present)
            {
                writer.WriteLine(
                    string.Create(CultureInfo.InvariantCulture, $"{name}{{{label}=\"{of}\"}} {value:0.######}")
                );
            }
        }
    }

    private static void Write(TextWriter writer, string name, string type, string help, double? value)
    {
        // Absent, not 0, while there was no traffic.
        if (value is not null)
        {
            Head(writer, name, type, help);
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value.Value:0.######}"));
        }
    }

    private static void Head(TextWriter writer, string name, string type, string help)
    {
        writer.WriteLine($"# HELP {name} {help}");
        writer.WriteLine($"# TYPE {name} {type}");
    }
}
