using Microsoft.Extensions.Diagnostics.HealthChecks;
using MueJam.AppHost.Logins;

namespace MueJam.AppHost.Health;

/// <summary>As healthy as a server's answer on one of its paths says; asked with its login, if it has one.</summary>
/// <param name="endpoint">The server.</param>
/// <param name="path">The path.</param>
/// <param name="clients">Make the client.</param>
internal abstract class AnswerHealthCheck(EndpointReference endpoint, string path, IHttpClientFactory clients)
    : IHealthCheck
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        if (!endpoint.IsAllocated)
        {
            return HealthCheckResult.Unhealthy("The server has no address yet.");
        }

        try
        {
            using var client = clients.CreateClient();
            client.Timeout = Timeout;
            client.DefaultRequestHeaders.Authorization = MonitoringLogin.Of(endpoint.Resource) is { } login
                ? await login.HeaderAsync(cancellationToken)
                : null;
            using var answer = await client.GetAsync(new Uri(new Uri(endpoint.Url), path), cancellationToken);
            return await JudgeAsync(answer, cancellationToken);
        }
        catch (Exception e)
            when (e is HttpRequestException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return HealthCheckResult.Unhealthy($"The server does not answer: {e.Message}", e);
        }
    }

    /// <summary>What the answer means; here only its status counts.</summary>
    protected virtual Task<HealthCheckResult> JudgeAsync(
        HttpResponseMessage answer,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult(
            answer.IsSuccessStatusCode
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"{path} answers {(int)answer.StatusCode}.")
        );
}
