using System.Globalization;

namespace MueJam.AppHost.Postgres;

/// <summary>Settings and roles of the PostgreSQL primary.</summary>
public static class PostgresServerExtensions
{
    /// <summary>The login of the exporter.</summary>
    public const string MonitoringUser = "postgres_exporter";

    /// <summary>The login of the replicas.</summary>
    public const string ReplicationUser = "replicator";

    private const string InitScripts = "/docker-entrypoint-initdb.d";

    /// <summary>Logs statements over 100 ms with duration and plan (auto_explain); counts all queries.</summary>
    /// <param name="builder">The server.</param>
    public static IResourceBuilder<T> WithStatementLogging<T>(this IResourceBuilder<T> builder)
        where T : PostgresServerResource =>
        builder
            .WithSetting("shared_preload_libraries", "pg_stat_statements,auto_explain")
            .WithStatementStatistics()
            .WithSetting("auto_explain.log_min_duration", "100ms")
            .WithSetting("auto_explain.log_format", "json")
            .WithSetting("track_io_timing", "on")
            .WithSetting("log_lock_waits", "on");

    /// <summary>How many connections it takes; a replica at least as many as its primary.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="connections">Those of everybody together.</param>
    public static IResourceBuilder<T> WithConnectionLimit<T>(this IResourceBuilder<T> builder, int connections)
        where T : PostgresServerResource =>
        builder.WithSetting("max_connections", connections.ToString(CultureInfo.InvariantCulture));

    /// <summary>Lets replicas stream: a login with the REPLICATION attribute and the sender settings.</summary>
    /// <param name="builder">The primary.</param>
    /// <param name="password">The replicas' password, in <c>[A-Za-z0-9._-]</c>.</param>
    public static IResourceBuilder<PostgresServerResource> WithReplication(
        this IResourceBuilder<PostgresServerResource> builder,
        IResourceBuilder<ParameterResource> password
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(password);

        return builder
            .WithAnnotation(new ReplicationPasswordAnnotation(password.Resource))
            .WithEnvironment("REPLICATION_USER", ReplicationUser)
            .WithVerifier("REPLICATION_PASSWORD", password)
            .WithEnvironment(context =>
                context.EnvironmentVariables["REPLICATION_SLOTS"] = string.Join(
                    ' ',
                    builder.Resource.Annotations.OfType<ReplicationSlotAnnotation>().Select(slot => slot.Name)
                )
            )
            .WithSetting("wal_level", "replica")
            // A replica that stays away must not fill the primary's disk.
            .WithSetting("max_slot_wal_keep_size", "2GB")
            .WithInitScript("10-replication.sh");
    }

    /// <summary>A login for the exporter with pg_monitor and nothing else.</summary>
    /// <param name="builder">The primary.</param>
    /// <param name="password">The exporter's password, in <c>[A-Za-z0-9._-]</c>.</param>
    public static IResourceBuilder<PostgresServerResource> WithMonitoringRole(
        this IResourceBuilder<PostgresServerResource> builder,
        IResourceBuilder<ParameterResource> password
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(password);

        return builder
            .WithAnnotation(new MonitoringPasswordAnnotation(password.Resource))
            .WithEnvironment("MONITORING_USER", MonitoringUser)
            .WithVerifier("MONITORING_PASSWORD", password)
            .WithInitScript("20-monitoring.sh");
    }

    /// <summary>A server setting on the start line (<c>-c name=value</c>).</summary>
    internal static IResourceBuilder<T> WithSetting<T>(this IResourceBuilder<T> builder, string name, string value)
        where T : PostgresServerResource => builder.WithArgs("-c", $"{name}={value}");

    /// <summary>A script that runs once, when the data folder is new.</summary>
    internal static IResourceBuilder<PostgresServerResource> WithInitScript(
        this IResourceBuilder<PostgresServerResource> builder,
        string file
    ) => builder.WithContainerFiles(InitScripts, [PostgresScripts.File(file)]);
}

/// <summary>The password of <see cref="PostgresServerExtensions.ReplicationUser"/>.</summary>
internal sealed record ReplicationPasswordAnnotation(ParameterResource Password) : IResourceAnnotation;

/// <summary>The password of <see cref="PostgresServerExtensions.MonitoringUser"/>.</summary>
internal sealed record MonitoringPasswordAnnotation(ParameterResource Password) : IResourceAnnotation;

/// <summary>A slot that the primary keeps WAL in for a replica.</summary>
internal sealed record ReplicationSlotAnnotation(string Name) : IResourceAnnotation;
