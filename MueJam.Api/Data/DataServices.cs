using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MueJam.Api.Data;

/// <summary>The connections to PostgreSQL's primary and replica, each with a pool and a name of its own in the metrics.</summary>
public static class DataServices
{
    /// <summary>Connection name of the primary.</summary>
    public const string Primary = "muejam";

    /// <summary>Connection name of the replica, and key of its data source.</summary>
    public const string Replica = "muejam-replica";

    /// <summary>The names of the pools in the metrics: a bounded set of label values.</summary>
    public static IReadOnlySet<string> Pools { get; } = new HashSet<string> { PrimaryPool, ReplicaPool };

    private const string PrimaryPool = "primary";
    private const string ReplicaPool = "replica";

    private static readonly TimeSpan HealthTimeout = TimeSpan.FromSeconds(2);

    /// <summary>What the configuration lacks, with how to set it; null when nothing.</summary>
    public static string? MissingSetting(IConfiguration configuration)
        => string.IsNullOrEmpty(configuration.GetConnectionString(Primary))
            ? $"The connection string of the database is missing. Start the AppHost, which sets it, or set ConnectionStrings__{Primary}."
            : null;

    /// <summary>Registers the data sources and the stores.</summary>
    /// <param name="builder">The API.</param>
    public static void AddData(this WebApplicationBuilder builder)
    {
        Dapper.DefaultTypeMap.MatchNamesWithUnderscores = true;
        builder.AddNpgsqlDataSource(Primary, configureDataSourceBuilder: source => source.Name = PrimaryPool);
        if (!string.IsNullOrEmpty(builder.Configuration.GetConnectionString(Replica)))
        {
            builder.AddKeyedNpgsqlDataSource(Replica, configureDataSourceBuilder: source =>
            {
                source.Name = ReplicaPool;
                // A replica that is away must not hold up a read that the primary can answer.
                source.ConnectionStringBuilder.Timeout = 2;
            });
        }

        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ReadRouter>();
        builder.Services.PostConfigure<HealthCheckServiceOptions>(options =>
        {
            foreach (var check in options.Registrations)
            {
                check.Timeout = HealthTimeout;
                // Without the primary nothing is right; without replica or cache it is slower.
                if (check.Name == $"PostgreSql_{Replica}" || check.Name.StartsWith("StackExchange.Redis", StringComparison.Ordinal))
                {
                    check.FailureStatus = HealthStatus.Degraded;
                }
            }
        });
    }
}
