using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace MueJam.AppHost.Postgres;

/// <summary>Healthy while the replica is in recovery and its WAL receiver streams.</summary>
internal sealed class StreamingHealthCheck(PostgresReplicaResource replica) : IHealthCheck
{
    private const string Query = "SELECT pg_is_in_recovery(), (SELECT status FROM pg_stat_wal_receiver)";

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            var connectionString = await replica.GetConnectionStringAsync(cancellationToken);
            await using var connection = new NpgsqlConnection(
                $"{connectionString};Database=postgres;Timeout=5;Pooling=false"
            );
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand(Query, connection);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);

            if (!reader.GetBoolean(0))
            {
                return HealthCheckResult.Unhealthy(
                    "The server is not in recovery: it was promoted and follows nobody."
                );
            }

            var status = await reader.IsDBNullAsync(1, cancellationToken) ? "absent" : reader.GetString(1);
            return status == "streaming"
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy(
                    $"The WAL receiver is {status}, not streaming: see the log of {replica.Primary.Name}."
                );
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy($"The replica does not answer: {e.Message}", e);
        }
    }
}
