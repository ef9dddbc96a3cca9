using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MueJam.AppHost.Monitoring;

/// <summary>Healthy while a server of Prometheus's family says so on <c>/-/ready</c>.</summary>
internal sealed class ReadyHealthCheck(EndpointReference endpoint, IHttpClientFactory clients) : IHealthCheck
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!endpoint.IsAllocated)
        {
            return HealthCheckResult.Unhealthy("The server has no address yet.");
        }

        try
        {
            using var client = clients.CreateClient();
            client.Timeout = Timeout;
            client.DefaultRequestHeaders.Authorization = MonitoringLogin.Of(endpoint.Resource) is { } login ? await login.HeaderAsync(cancellationToken) : null;
            using var answer = await client.GetAsync(new Uri(new Uri(endpoint.Url), "/-/ready"), cancellationToken);
            return answer.IsSuccessStatusCode ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"/-/ready answers {(int)answer.StatusCode}.");
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return HealthCheckResult.Unhealthy($"The server does not answer: {e.Message}", e);
        }
    }
}
