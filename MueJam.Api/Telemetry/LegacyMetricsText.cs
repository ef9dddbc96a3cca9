using System.Globalization;
using MueJam.ServiceDefaults;

namespace MueJam.Api.Telemetry;

/// <summary>The original's metric names, exactly: no suffix on counters, no label of a library's.</summary>
internal sealed class LegacyMetricsText(LibraryMetrics metrics) : IPrometheusText
{
    public void Write(TextWriter writer)
    {
        var (database, cache, _) = metrics.Snapshot();
        Write(writer, "db_query_count", "counter", "Database commands completed, failed ones included.", database.QueryCount);
        Write(writer, "db_error_count", "counter", "Failed database commands.", database.ErrorCount);
        Write(writer, "db_slow_query_count", "counter", "Database commands over 100 ms.", database.SlowQueryCount);
        Write(writer, "db_avg_latency_ms", "gauge", "Mean latency of database commands in the last 60 s, in milliseconds.", database.AvgLatencyMs);
        Write(writer, "db_error_rate_percent", "gauge", "Failed of all database commands in the last 60 s.", database.ErrorRatePercent);
        Write(writer, "db_throughput_qps", "gauge", "Database commands per second in the last 60 s.", database.ThroughputQps);
        Write(writer, "cache_hits", "counter", "Cache look-ups that found their entry.", cache.Hits);
        Write(writer, "cache_misses", "counter", "Cache look-ups that did not find their entry.", cache.Misses);
        Write(writer, "cache_hit_rate_percent", "gauge", "Hits of all cache look-ups in the last 60 s.", cache.HitRatePercent);
        Write(writer, "cache_miss_rate_percent", "gauge", "Misses of all cache look-ups in the last 60 s.", cache.MissRatePercent);
        Head(writer, "connection_pool_utilization_percent", "gauge", "Busy connections of the most that the pool may open.");
        foreach (var pool in database.Pools)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"connection_pool_utilization_percent{{pool=\"{pool.Name}\"}} {pool.UtilizationPercent:0.###}"));
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
