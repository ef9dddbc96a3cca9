using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MueJam.AppHost.Health;

namespace MueJam.AppHost.Library;

/// <summary>What a project says of itself on <c>/health</c>: with 200 it may be degraded, too.</summary>
internal sealed class ReadinessHealthCheck(EndpointReference endpoint, IHttpClientFactory clients)
    : AnswerHealthCheck(endpoint, "/health", clients)
{
    protected override async Task<HealthCheckResult> JudgeAsync(
        HttpResponseMessage answer,
        CancellationToken cancellationToken
    )
    {
        if (
            await ReadAsync(answer, cancellationToken) is not { } report
            || !Enum.TryParse<HealthStatus>($"{report["status"]}", out var status)
        )
        {
            return await base.JudgeAsync(answer, cancellationToken);
        }

        var reasons = (report["checks"] as JsonObject ?? [])
            .Select(check => (check.Key, Status: $"{check.Value?["status"]}"))
            .Where(check => check.Status != nameof(HealthStatus.Healthy))
            .Select(check => $"{check.Key} is {check.Status}");
        return new HealthCheckResult(
            status,
            status is HealthStatus.Healthy ? null : $"/health says: {string.Join(", ", reasons)}."
        );
    }

    private static async Task<JsonNode?> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonNode.ParseAsync(
                await answer.Content.ReadAsStreamAsync(cancellationToken),
                cancellationToken: cancellationToken
            );
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
