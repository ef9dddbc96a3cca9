namespace MueJam.Tests.Resilience;

[Collection(StackCollection.Name)]
public sealed class CollectorLostTests(StackFixture stack)
{
    /// <summary>What Aspire waits for at most before it reports that a resource could not be stopped.</summary>
    private static readonly TimeSpan OrchestratorsPatience = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task A_collector_that_is_away_holds_up_neither_requests_nor_the_end()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using var api = await ApiProcess.StartAsync(
            stack,
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"),
            ("OTEL_TRACES_SAMPLER", "always_on"),
            // As Aspire sets it.
            ("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "in_memory"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "1000")
        );
        for (var i = 0; i < 20; i++)
        {
            await api.Client.GetStringAsync("/v1/discover/new", timeout.Token);
        }

        Assert.InRange(
            await api.StopAsync(timeout.Token),
            TimeSpan.Zero,
            OrchestratorsPatience - TimeSpan.FromSeconds(5)
        );
    }
}
