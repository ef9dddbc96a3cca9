using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MueJam.LocalPrograms.StandIns;

namespace MueJam.Tests.Operations;

[Collection(StackCollection.Name)]
public sealed class StatusTests(StackFixture stack)
{
    [Fact]
    public async Task One_screen_shows_resources_targets_channels_replication_cache_and_disk()
    {
        await Eventually.GetAsync(
            _ => Ops.RunAsync(stack, "prometheus", "status"),
            answer =>
                answer.IsGood
                && StackFixture.Required.All(resource => answer.Output.Contains(resource, StringComparison.Ordinal))
                && (
                    (string[])
                        [
                            "postgres-exporter",
                            "email",
                            "slack",
                            "pagerduty",
                            "is streaming",
                            "in the last minute",
                            "Disk: Prometheus",
                        ]
                ).All(part => answer.Output.Contains(part, StringComparison.Ordinal))
                && !answer.Output.Contains("no figure", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task What_the_orchestrator_hides_is_neither_shown_nor_diagnosed()
    {
        const string Hidden = "postgres-replica-exporter";
        Assert.True(stack.App.ResourceNotifications.TryGetCurrentState(Hidden, out var current));
        await stack.App.ResourceNotifications.PublishUpdateAsync(
            current.Resource,
            snapshot => snapshot with { IsHidden = true }
        );
        try
        {
            await Eventually.GetAsync(
                _ => Ops.RunAsync(stack, "prometheus", "status"),
                answer => answer.IsGood && !answer.Output.Contains(Hidden, StringComparison.Ordinal)
            );
        }
        finally
        {
            await stack.App.ResourceNotifications.PublishUpdateAsync(
                current.Resource,
                snapshot => snapshot with { IsHidden = false }
            );
        }
    }

    [Fact]
    public async Task The_API_is_degraded_while_it_says_so_and_what_was_stopped_stands_first()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await stack.StopAsync("redis", timeout.Token);
        try
        {
            var resources = await Eventually.GetAsync(
                async token => (await SectionsAsync(token))["resources"]!["rows"]!.AsArray(),
                rows => rows.Any(row => $"{row!["resource"]} {row["health"]}" == "api Degraded")
            );
            Assert.Equal("redis", $"{resources[0]!["resource"]}");
            Assert.Matches(@"\| redis \| ✗ ", (await Ops.RunAsync(stack, "prometheus", "status")).Output);
            Assert.Contains(
                "| ⚠ Degraded |",
                (await Ops.RunAsync(stack, "prometheus", "status")).Output,
                StringComparison.Ordinal
            );
            // The dashboard's own look at it is every half minute.
            await stack.App.ResourceNotifications.WaitForResourceAsync(
                "api",
                now => now.Snapshot.HealthStatus is HealthStatus.Degraded,
                timeout.Token
            );
        }
        finally
        {
            await stack.StartAsync("redis", timeout.Token);
        }

        await stack.HealthyAsync("api", timeout.Token);
    }

    [Fact]
    public async Task Pending_alerts_are_shown_with_what_they_wait_for()
    {
        var file = Path.Combine(stack.ConfigurationFolder("prometheus"), "alerts", "of_the_status.yml");
        await File.WriteAllTextAsync(
            file,
            "groups:\n  - name: of-the-status\n    rules:\n      - alert: OfTheStatus\n        expr: vector(1)\n "
                + "       for: 1h\n"
                + "        labels: {severity: info, component: monitoring, signal: test, instance: here}\n       "
                + " annotations: {summary: It may come}\n"
        );
        try
        {
            // Others may be pending for a moment, as after what another test has stopped.
            var row = (
                await Eventually.GetAsync(
                    async token =>
                        (await SectionsAsync(token))["pending_alerts"]!["rows"]!
                            .AsArray()
                            .SingleOrDefault(row => $"{row!["alert"]}" == "OfTheStatus"),
                    row => row is not null
                )
            )!;
            Assert.Equal(
                "OfTheStatus info here 3600 It may come",
                $"{row["alert"]} {row["severity"]} {row["instance"]} {row["for"]} {row["summary"]}"
            );
            Assert.InRange(
                row["since"]!.GetValue<DateTimeOffset>(),
                DateTimeOffset.UtcNow.AddMinutes(-2),
                DateTimeOffset.UtcNow.AddSeconds(2)
            );
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Silences_in_force_and_planned_are_shown_with_what_they_mute()
    {
        using var alertmanager = stack.CreateServerClient("alertmanager");
        var (now, from) = (DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1));
        await alertmanager.PostAlertAsync("OfTheStatus");
        string[] ids =
        [
            await alertmanager.PostSilenceAsync("OfTheStatus", false, now, "ada", "Being moved"),
            await alertmanager.PostSilenceAsync("Other.*", true, from, "bob", "Later"),
        ];
        try
        {
            var sections = await Eventually.GetAsync(
                SectionsAsync,
                sections => sections["silences"]!["rows"]!.AsArray().Any(row => $"{row!["muted_now"]}" == "OfTheStatus")
            );
            Assert.Equal(
                [
                    "alertname=\"OfTheStatus\" in force by ada: Being moved",
                    "alertname=~\"Other.*\" planned by bob: Later",
                ],
                sections["silences"]!["rows"]!
                    .AsArray()
                    .Select(row => $"{row!["mutes"]} {row["state"]} by {row["by"]}: {row["comment"]}")
            );
            Assert.StartsWith(
                "by ada until ",
                sections["firing_alerts"]!["rows"]!
                    .AsArray()
                    .Where(row => $"{row!["alert"]}" == "OfTheStatus")
                    .Select(row => $"{row!["muted"]}")
                    .Single(),
                StringComparison.Ordinal
            );
        }
        finally
        {
            await Task.WhenAll(ids.Select(id => alertmanager.DeleteAsync($"/api/v2/silence/{id}")));
        }
    }

    [Fact]
    public async Task The_size_of_Prometheus_is_that_of_its_folder()
    {
        var model = stack.App.Services.GetRequiredService<DistributedApplicationModel>();
        if (model.Resources.Single(resource => resource.Name == "prometheus") is not LocalProgramResource program)
        {
            return;
        }

        // All that is there, the write-ahead log and the head with it; it grows meanwhile.
        var before = SizeOf(program.Resolve("/prometheus"));
        var size = (await SectionsAsync())["disk"]!["lines"]![0]!["prometheus_bytes"]!.GetValue<double>();
        Assert.InRange(size, before * 0.8, (SizeOf(program.Resolve("/prometheus")) * 1.2) + 1e6);

        static double SizeOf(string folder) =>
            Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Sum(file => (double)new FileInfo(file).Length);
    }

    [Fact]
    public async Task Two_screens_of_one_state_have_their_rows_in_one_order()
    {
        var screens = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var sections = await SectionsAsync();
            screens.Add(
                string.Join(
                    " ",
                    sections["targets"]!["rows"]!.AsArray().Select(row => $"{row!["job"]}/{row["instance"]}")
                )
            );
        }

        Assert.Equal(string.Join(" ", screens[0].Split(' ').Order(StringComparer.Ordinal)), screens[0]);
        Assert.Single(screens.Distinct());
    }

    private async Task<JsonNode> SectionsAsync(CancellationToken cancellationToken = default) =>
        (await Ops.JsonAsync(stack, "prometheus", "status", cancellationToken))["sections"]!;
}
