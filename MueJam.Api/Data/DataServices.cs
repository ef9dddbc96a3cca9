using Microsoft.Extensions.Options;
using MueJam.ServiceDefaults;
using Npgsql;

namespace MueJam.Api.Data;

/// <summary>
/// The connections to PostgreSQL's primary and replica, each with a pool and a name of its own in the metrics.
/// </summary>
public static class DataServices
{
    /// <summary>Connection name of the primary.</summary>
    public const string Primary = "muejam";

    /// <summary>Connection name of the replica, and key of its data source.</summary>
    public const string Replica = "muejam-replica";

    /// <summary>The primary's pool in the metrics.</summary>
    public const string PrimaryPool = "primary";

    /// <summary>The replica's pool in the metrics.</summary>
    public const string ReplicaPool = "replica";

    /// <summary>What the configuration lacks, with how to set it; null when nothing.</summary>
    public static string? MissingSetting(IConfiguration configuration) =>
        string.IsNullOrEmpty(configuration.GetConnectionString(Primary))
            ? "The connection string of the database is missing. Start the AppHost, which sets it, or set "
                + $"ConnectionStrings__{Primary}."
            : null;

    /// <summary>Registers the pools, their routing and their health checks.</summary>
    /// <param name="builder">The API.</param>
    public static void AddData(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddOptions<DatabaseOptions>()
            .BindConfiguration(DatabaseOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        var options =
            builder.Configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();

        var (primary, replica) = (new LookedHorizon(), new LookedHorizon());

        // Health is asked through the probes: the library's own pools and figures hold its traffic alone.
        builder.AddNpgsqlDataSource(
            Primary,
            settings => settings.DisableHealthChecks = true,
            source => Configure(source, PrimaryPool, options, primary)
        );
        var hasReplica = !string.IsNullOrEmpty(builder.Configuration.GetConnectionString(Replica));
        if (hasReplica)
        {
            builder.AddKeyedNpgsqlDataSource(
                Replica,
                settings => settings.DisableHealthChecks = true,
                source => Configure(source, ReplicaPool, options, replica)
            );
        }

        // What PostgreSQL counts itself need not be counted once more at every command.
        builder
            .Services.AddOpenTelemetry()
            .WithMetrics(metrics =>
                metrics.Without(
                    "db.client.operation.npgsql.bytes_read",
                    "db.client.operation.npgsql.bytes_written",
                    "db.client.operation.npgsql.executing"
                )
            );

        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(services => new DatabasePools(
            Pool(services, PrimaryPool, services.GetRequiredService<NpgsqlDataSource>(), primary),
            hasReplica
                ? Pool(services, ReplicaPool, services.GetRequiredKeyedService<NpgsqlDataSource>(Replica), replica)
                : null
        ));
        builder.Services.AddSingleton<DatabaseMonitor>();
        builder.Services.AddHostedService(services => services.GetRequiredService<DatabaseMonitor>());
        builder.Services.AddSingleton<KnownWrites>();
        builder.Services.AddSingleton<WriteLog>();
        builder.Services.AddSingleton<RecentWrites>();
        builder.Services.AddSingleton<LibraryDatabase>();

        var health = builder.Services.AddHealthChecks().AddCheck<PrimaryHealthCheck>("database");
        if (hasReplica)
        {
            health.AddCheck<ReplicaHealthCheck>("replica");
        }
    }

    private static DatabasePool Pool(
        IServiceProvider services,
        string name,
        NpgsqlDataSource source,
        LookedHorizon looked
    ) =>
        new(
            name,
            source,
            services.GetRequiredService<IOptions<DatabaseOptions>>().Value,
            services.GetRequiredService<TimeProvider>()
        )
        {
            Looked = looked,
        };

    private static void Configure(
        NpgsqlDataSourceBuilder source,
        string pool,
        DatabaseOptions options,
        LookedHorizon looked
    )
    {
        source.Name = pool;
        source.UsePhysicalConnectionInitializer(
            _ => looked.Forget(),
            _ =>
            {
                looked.Forget();
                return Task.CompletedTask;
            }
        );
        var connection = source.ConnectionStringBuilder;
        connection.ApplicationName = $"muejam-api-{pool}";
        connection.MinPoolSize = Math.Min(options.MinPoolSize, options.MaxPoolSize);
        connection.MaxPoolSize = options.MaxPoolSize;
        connection.ConnectionIdleLifetime = (int)options.IdleLifetime.TotalSeconds;
        // How often the pool looks; never less often than it has something to do.
        connection.ConnectionPruningInterval = Math.Min(
            connection.ConnectionPruningInterval,
            Math.Max(1, connection.ConnectionIdleLifetime)
        );
        connection.Timeout = Math.Max(1, (int)options.QueueTimeout.TotalSeconds);
        var timeout = (long)options.StatementTimeout.TotalMilliseconds;
        // A write whose instance hangs before it commits gives up its locks, too.
        connection.Options = $"-c statement_timeout={timeout} -c idle_in_transaction_session_timeout={timeout}";
        // After the server's own limit: its error says what happened.
        connection.CommandTimeout = (int)options.StatementTimeout.TotalSeconds + 5;
        // No statement changes its session: there is nothing to reset before the next one.
        connection.NoResetOnClose = true;
        connection.MaxAutoPrepare = 100;
        connection.AutoPrepareMinUsages = 2;
    }
}
