using System.Globalization;
using System.Text.Json.Nodes;
using MueJam.AppHost.Operations.Backups;
using Npgsql;

namespace MueJam.AppHost.Operations.Commands;

/// <summary>One screen of what an on-call engineer asks first. A part that cannot be had says why; the others are shown.</summary>
internal sealed class StatusOperation() : Operation("status", "One screen: resources, targets, firing alerts, last notification of each channel, replication, cache, disk.")
{
    public override async Task<int> RunAsync(RunningStack stack, OperationOptions options, IReport report, CancellationToken cancellationToken)
    {
        ShowResources(stack, report);
        Func<RunningStack, IReport, CancellationToken, Task>[] parts = [ShowRestoreAsync, ShowTargetsAsync, ShowAlertsAsync, ShowNotificationsAsync, ShowLibraryAsync, ShowDiskAsync];
        foreach (var part in parts)
        {
            try
            {
                await part(stack, report, cancellationToken);
            }
            catch (Exception e) when (e is HttpRequestException or OperationException or NpgsqlException)
            {
                report.Line(e.Message, Tone.Bad);
            }
        }

        return ExitCodes.Done;
    }

    private static void ShowResources(RunningStack stack, IReport report)
        => report.Table("Resources", ["resource", "state", "health", "where"], stack.Resources.Select(resource =>
        {
            var state = stack.States[resource.Name];
            var tone = state?.State?.Text == KnownResourceStates.Running ? Tone.Good : Tone.Warning;
            return (IReadOnlyList<string>)
            [
                resource.Name,
                $"{tone}:{Describe(state?.State?.Text)}",
                state?.HealthStatus is { } health ? $"{(health == Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy ? Tone.Good : Tone.Bad)}:{health}" : "",
                string.Join("  ", state?.Urls.Where(url => !url.IsInternal).Select(url => url.Url) ?? []),
            ];
        }));

    private static string Describe(string? state)
        => state is null ? "unknown" : state == KnownResourceStates.RuntimeUnhealthy ? "not available" : state;

    private static async Task ShowRestoreAsync(RunningStack stack, IReport report, CancellationToken cancellationToken)
    {
        if (await new RestoreJournal(stack).UnfinishedAsync(cancellationToken) is { } source)
        {
            report.Line($"A restore of {source} is not finished: ops doctor says what to do.", Tone.Bad);
        }
    }

    private static async Task ShowTargetsAsync(RunningStack stack, IReport report, CancellationToken cancellationToken)
    {
        var targets = (await stack.Prometheus.GetAsync("targets?state=active", cancellationToken))["activeTargets"]!.AsArray();
        report.Table("Targets", ["job", "instance", "health", "last scrape", "error"], targets.Select(target => (IReadOnlyList<string>)
        [
            Text(target!["labels"]!["job"]),
            Text(target["labels"]!["instance"]),
            $"{(Text(target["health"]) == "up" ? Tone.Good : Tone.Bad)}:{Text(target["health"])}",
            Ago(target["lastScrape"]),
            Text(target["lastError"]),
        ]));
    }

    private static async Task ShowAlertsAsync(RunningStack stack, IReport report, CancellationToken cancellationToken)
    {
        var alerts = (await stack.Alertmanager.AlertsAsync(cancellationToken)).Where(alert => Text(alert!["labels"]!["alertname"]) != "Watchdog").ToList();
        if (alerts.Count == 0)
        {
            report.Line("No alert is firing.", Tone.Good);
            return;
        }

        report.Table("Firing alerts", ["alert", "severity", "instance", "since", "", "summary"], alerts.Select(alert => (IReadOnlyList<string>)
        [
            $"Bad:{Text(alert!["labels"]!["alertname"])}",
            Text(alert["labels"]!["severity"]),
            Text(alert["labels"]!["instance"]),
            Ago(alert["startsAt"]),
            Text(alert["status"]!["state"]) == "suppressed" ? "silenced or inhibited" : "",
            Text(alert["annotations"]!["summary"]),
        ]));
    }

    private static async Task ShowNotificationsAsync(RunningStack stack, IReport report, CancellationToken cancellationToken)
    {
        var received = stack.Inbox is { } inbox ? await new InboxApi(inbox).ReadAsync(0, cancellationToken) : [];
        var rows = new List<IReadOnlyList<string>>();
        foreach (var channel in NotificationChannel.All)
        {
            var sent = await stack.Alertmanager.MetricAsync("alertmanager_notifications_total", cancellationToken, channel.Selector) ?? 0;
            var failed = await stack.Alertmanager.MetricAsync("alertmanager_notifications_failed_total", cancellationToken, channel.Selector) ?? 0;
            var last = received.FirstOrDefault(n => Text(n["channel"]) == channel.Name);
            rows.Add([channel.Name, $"{sent}", failed > 0 ? $"Bad:{failed}" : "0", last is null ? "" : $"{Ago(last["received_at"])}: {Text(last["subject"])}"]);
        }

        report.Table("Notifications", ["channel", "attempts", "failed", "last one in the inbox"], rows);
    }

    private static async Task ShowLibraryAsync(RunningStack stack, IReport report, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics/json");
        using var answer = await stack.Api.SendOrExplainAsync("The API", request, cancellationToken);
        var figures = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))!;
        foreach (var replica in figures["database"]!["replicas"]!.AsArray())
        {
            var isStreaming = replica!["streaming"]?.GetValue<bool>() is true;
            report.Line(
                $"Replication: {Text(replica["name"])} {(isStreaming ? "is streaming" : "is NOT streaming")}, {Number(replica["lag_seconds"], "s")} behind.",
                isStreaming ? Tone.Good : Tone.Bad);
        }

        var cache = figures["cache"]!;
        var hitRate = cache["hit_rate_percent"] is null ? "no reads" : $"{Number(cache["hit_rate_percent"], "%")} hits";
        report.Line($"Cache: {hitRate} in the last minute; {Number(cache["hits"])} hits, {Number(cache["misses"])} misses, {Number(cache["evictions"])} evictions in all.");
    }

    private static async Task ShowDiskAsync(RunningStack stack, IReport report, CancellationToken cancellationToken)
    {
        var blocks = await stack.Prometheus.ValueAsync("""sum({__name__=~"prometheus_tsdb_(storage_blocks_bytes|wal_storage_size_bytes|head_chunks_storage_size_bytes)"})""", cancellationToken);
        var database = await stack.Prometheus.ValueAsync("sum(pg_database_size_bytes{instance=\"postgres\"})", cancellationToken);
        var redis = await stack.Prometheus.ValueAsync("redis_memory_used_bytes", cancellationToken);
        var drive = new DriveInfo(stack.Folders.Prometheus);
        report.Line($"Disk: Prometheus {Bytes(blocks)}, PostgreSQL {Bytes(database)}; Redis holds {Bytes(redis)} in memory; {Bytes(drive.AvailableFreeSpace)} of {Bytes(drive.TotalSize)} free here.");
    }

    private static string Text(JsonNode? node) => node?.ToString() ?? "";

    private static string Number(JsonNode? node, string unit = "")
        => node is null ? "no figure" : $"{Math.Round(node.GetValue<double>(), 2).ToString(CultureInfo.InvariantCulture)}{(unit.Length == 0 ? "" : $" {unit}")}";

    private static string Ago(JsonNode? time)
        => DateTimeOffset.TryParse(Text(time), CultureInfo.InvariantCulture, out var at) && at > DateTimeOffset.UnixEpoch
            ? Durations.Format(DateTimeOffset.UtcNow - at) + " ago"
            : "never";

    private static string Bytes(double? bytes) => bytes is { } value ? ByteSizes.Format(value) : "no figure";
}
