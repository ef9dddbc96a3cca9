namespace MueJam.Tests.Operations;

/// <summary>What the screen shows while a server that it asks is away.</summary>
[Collection(StackCollection.Name)]
public sealed class StatusOutageTests(StackFixture stack)
{
    [Fact]
    public async Task A_part_that_cannot_be_had_does_not_hide_the_others_and_is_not_good()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await stack.StopAsync("prometheus", timeout.Token);
        try
        {
            var (isGood, output) = await Ops.RunAsync(stack, "prometheus", "status");
            Assert.False(isGood);
            Assert.Contains("Prometheus does not answer", output, StringComparison.Ordinal);
            Assert.Contains("Replication: ", output, StringComparison.Ordinal);
            Assert.Matches(@"\d parts could not be had: .* doctor says why\.", output);
            Assert.DoesNotMatch("✓ .*could not be had", output);
        }
        finally
        {
            await stack.StartAsync("prometheus", timeout.Token);
        }
    }

    [Fact]
    public async Task Without_Alertmanager_what_fires_is_Prometheus_own_and_nobody_is_told_of_it()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var prometheus = stack.CreateServerClient("prometheus");
        var file = Path.Combine(stack.ConfigurationFolder("prometheus"), "alerts", "of_the_status.yml");
        await File.WriteAllTextAsync(
            file,
            "groups:\n  - name: of-the-status\n    rules:\n      - alert: OfTheOutage\n        expr: vector(1)\n"
                + "        labels: {severity: info, component: monitoring, signal: test, instance: here}\n"
                + "        annotations: {summary: It fires}\n"
        );
        try
        {
            await Eventually.GetAsync(
                token => prometheus.GetStringAsync("/api/v1/alerts", token),
                alerts => alerts.Contains("OfTheOutage", StringComparison.Ordinal)
            );
            await stack.StopAsync("alertmanager", timeout.Token);
            var status = await Ops.JsonAsync(stack, "prometheus", "status", timeout.Token);
            Assert.False(status["good"]!.GetValue<bool>());
            var firing = status["sections"]!["firing_alerts"]!;
            var row = firing["rows"]!.AsArray().Single(row => $"{row!["alert"]}" == "OfTheOutage")!;
            Assert.Equal("info here It fires", $"{row["severity"]} {row["instance"]} {row["summary"]}");
            Assert.DoesNotContain(firing["rows"]!.AsArray(), row => $"{row!["alert"]}" == "Watchdog");
            Assert.Matches("Alertmanager does not answer: .*nobody is notified", firing["lines"]!.ToJsonString());
        }
        finally
        {
            File.Delete(file);
            await stack.StartAsync("alertmanager", timeout.Token);
        }
    }
}
