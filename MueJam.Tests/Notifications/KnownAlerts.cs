using System.Text.Json.Nodes;

namespace MueJam.Tests.Notifications;

/// <summary>Alerts as Prometheus would send them.</summary>
internal static class KnownAlerts
{
    public static readonly JsonObject PrimaryDown = AlertsByHand.Alert(
        "DatabaseInstanceDown",
        "critical",
        "database",
        ("instance", "postgres"),
        ("signal", "database-up")
    );

    public static readonly JsonObject ReplicaDown = AlertsByHand.Alert(
        "DatabaseInstanceDown",
        "critical",
        "database",
        ("instance", "postgres-replica"),
        ("signal", "database-up")
    );

    public static readonly JsonObject RedisDown = AlertsByHand.Alert(
        "RedisInstanceDown",
        "critical",
        "cache",
        ("instance", "redis"),
        ("signal", "redis-up")
    );

    public static readonly JsonObject ApplicationDown = AlertsByHand.Alert(
        "ApplicationDown",
        "critical",
        "application",
        ("instance", "api"),
        ("signal", "api-up")
    );

    public static readonly JsonObject LinkDown = AlertsByHand.Alert(
        "ReplicationLinkDown",
        "critical",
        "database",
        ("instance", "postgres"),
        ("signal", "replication-link")
    );

    public static readonly JsonObject Lag = AlertsByHand.Alert(
        "CriticalReplicationLag",
        "critical",
        "database",
        ("replica", "postgres-replica"),
        ("signal", "replication-lag")
    );

    public static readonly JsonObject Errors = AlertsByHand.Alert(
        "CriticalDatabaseErrorRate",
        "critical",
        "database",
        ("signal", "database-errors")
    );

    public static readonly JsonObject SlowQueries = AlertsByHand.Alert(
        "HighSlowQueryCount",
        "warning",
        "database",
        ("signal", "slow-queries")
    );

    public static readonly JsonObject HitRate = AlertsByHand.Alert(
        "CriticalCacheHitRate",
        "critical",
        "cache",
        ("signal", "cache-hit-rate")
    );

    public static readonly JsonObject Evictions = AlertsByHand.Alert(
        "HighCacheEvictionRate",
        "warning",
        "cache",
        ("signal", "cache-eviction-rate")
    );

    public static readonly JsonObject RedisMemory = AlertsByHand.Alert(
        "HighRedisMemoryUsage",
        "warning",
        "cache",
        ("instance", "redis"),
        ("signal", "redis-memory")
    );

    public static readonly JsonObject Availability = AlertsByHand.Alert(
        "ApplicationErrorBudgetBurn",
        "critical",
        "application",
        ("slo", "availability"),
        ("signal", "error-budget")
    );

    public static readonly JsonObject PostgresExporterDown = AlertsByHand.Alert(
        "PostgresExporterDown",
        "warning",
        "monitoring",
        ("instance", "postgres"),
        ("signal", "postgres-exporter-up")
    );

    public static readonly JsonObject RedisExporterDown = AlertsByHand.Alert(
        "RedisExporterDown",
        "warning",
        "monitoring",
        ("instance", "redis"),
        ("signal", "redis-exporter-up")
    );

    public static readonly JsonObject GrafanaDown = AlertsByHand.Alert(
        "GrafanaDown",
        "warning",
        "monitoring",
        ("instance", "grafana"),
        ("signal", "grafana-up")
    );

    public static JsonObject Latency(string severity, string pool) =>
        AlertsByHand.Alert(
            severity == "critical" ? "CriticalQueryLatency" : "HighQueryLatency",
            severity,
            "database",
            ("pool", pool),
            ("signal", "query-latency")
        );

    public static JsonObject InstanceDown(string instance) =>
        AlertsByHand.Alert(
            "ApplicationInstanceDown",
            "warning",
            "application",
            ("job", "api"),
            ("instance", instance),
            ("signal", "api-up")
        );

    public static JsonObject Pool(string pool, string instance = "api") =>
        AlertsByHand.Alert(
            "HighConnectionPoolUtilization",
            "warning",
            "database",
            ("instance", instance),
            ("pool", pool),
            ("signal", "connection-pool")
        );
}
