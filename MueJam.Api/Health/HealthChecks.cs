using Microsoft.Extensions.Diagnostics.HealthChecks;
using MueJam.Api.Data;
using Npgsql;
using StackExchange.Redis;

namespace MueJam.Api.Health;

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

/// <summary>Without the cache every read is slower: degraded.</summary>
internal sealed class CacheHealthCheck(IConnectionMultiplexer redis) : IHealthCheck
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            await redis.GetDatabase().PingAsync().WaitAsync(Timeout, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return HealthCheckResult.Degraded("Redis does not answer.");
        }
    }
}
