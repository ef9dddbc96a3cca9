using Microsoft.Extensions.Diagnostics.HealthChecks;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace MueJam.Balancer;

/// <summary>Degraded while an instance is away, unhealthy when all are.</summary>
/// <param name="proxy">Knows them.</param>
internal sealed class InstancesHealthCheck(IProxyStateLookup proxy) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        var all = proxy.TryGetCluster(Instances.ClusterId, out var cluster)
            ? cluster.DestinationsState.AllDestinations
            : [];
        var away = all.Where(one => one.Health.Active == DestinationHealth.Unhealthy)
            .Select(one => one.DestinationId)
            .ToList();
        return Task.FromResult(
            away.Count == 0 ? HealthCheckResult.Healthy()
            : away.Count < all.Count ? HealthCheckResult.Degraded($"Not ready: {string.Join(", ", away)}.")
            : HealthCheckResult.Unhealthy("No instance is ready.")
        );
    }
}
