using System.Net;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Stack;

/// <summary>A stack that limits who asks for metrics as one outside of tests does.</summary>
public sealed class LimitedStack : RunningStack
{
    protected override IEnumerable<string> Arguments => ["--Metrics:RequestsPerMinute=600"];

    protected override string ScalePrometheus(string text) => Configuration.ShortenPrometheus(text);

    protected override string ScaleAlertmanager(string text) => text;
}

public sealed class ScraperQuotaTests(LimitedStack stack) : IClassFixture<LimitedStack>
{
    [Fact]
    public async Task A_flood_of_requests_for_metrics_takes_nothing_from_Prometheus_and_operations()
    {
        using var prometheus = stack.CreateServerClient("prometheus");
        await Eventually.GetAsync(_ => ValueAsync(prometheus, "up{job=\"api\"}"), up => up == 1);
        using var api = stack.App.CreateHttpClient("api", "http");
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 650; i++)
        {
            using var answer = await api.GetAsync("/metrics/json");
            statuses.Add(answer.StatusCode);
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
        var flooded = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        await Eventually.GetAsync(
            _ => ValueAsync(prometheus, $"up{{job=\"api\"}} == 1 and timestamp(up{{job=\"api\"}}) > {flooded + 4}"),
            up => up == 1
        );
        var (isGood, status) = await Ops.RunAsync(stack, "prometheus", "status");
        Assert.True(isGood);
        Assert.Contains("is streaming", status, StringComparison.Ordinal);
        // Within the minute of the refusals, all of it.
        using var refused = await api.GetAsync("/metrics/json");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
    }

    private static async Task<double?> ValueAsync(HttpClient prometheus, string query) =>
        (await prometheus.QueryAsync(query)).Select(series => (double?)series.Value).SingleOrDefault();
}
