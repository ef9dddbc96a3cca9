using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace MueJam.Api.Data;

/// <summary>Without the primary nothing can be written: unhealthy.</summary>
internal sealed class PrimaryHealthCheck(DatabaseMonitor monitor) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            await monitor.CheckPrimaryAsync(cancellationToken);
            return monitor.PrimaryAnswers
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("The primary is only just back.");
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy("The primary does not answer.");
        }
    }
}

/// <summary>Without the replica, or while it is late, the primary answers alone: degraded.</summary>
internal sealed class ReplicaHealthCheck(DatabaseMonitor monitor) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) =>
        Task.FromResult(
            monitor.Replica is { IsUsable: true }
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded("The replica is away or late.")
        );
}
