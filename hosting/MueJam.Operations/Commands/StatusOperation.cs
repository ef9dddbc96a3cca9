using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MueJam.Operations.Backups;
using MueJam.Operations.Reports;
using MueJam.Operations.Servers;
using MueJam.Operations.Stack;
using Npgsql;

namespace MueJam.Operations.Commands;

/// <summary>One screen of what an on-call engineer asks first. A part that cannot be had says why; the others are shown.</summary>
internal sealed class StatusOperation()
    : Operation("status", "Status", "One screen: resources, targets, firing alerts, last notification of each channel, replication, cache, disk.")
{
    private const string Space = """sum({__name__=~"prometheus_tsdb_(storage_blocks_bytes|wal_storage_size_bytes|head_chunks_storage_size_bytes)"})""";

    public override string Icon => "DataUsage";

    public override async Task<Result> RunAsync(OperatedStack stack, OperationArguments arguments, Report report, CancellationToken cancellationToken)
    {
        ShowResources(stack, report);
        var missing = new List<string>();
        Func<OperatedStack, Report, CancellationToken, Task>[] parts =
            [ShowRestoreAsync, ShowTargetsAsync, ShowAlertsAsync, ShowNotificationsAsync, ShowLibraryAsync, ShowDiskAsync];
        foreach (var part in parts)
        {
            try
            {
                await part(stack, report, cancellationToken);
            }
            catch (Exception e) when (e is HttpRequestException or OperationException or NpgsqlException)
            {
                report.Line(e.Message, Tone.Bad);
                missing.Add(e.Message);
            }
        }

        return Result.Good(missing.Count == 0 ? "This is all." : $"{missing.Count} parts could not be had: {CommandLine.Of(stack.Known.Prometheus, "doctor")} says why.");
    }

    private static void ShowResources(OperatedStack stack, Report report)
        => report.Table("Resources", ["resource", "state", "health", "where"], stack.Resources.Select(resource =>
        {
            var state = stack.State(resource.Name);
            return (Cell[])
            [
                resource.Name,
                new(stack.IsUnavailable(resource.Name) ? "not available" : state?.State?.Text ?? "unknown", state?.State?.Text == KnownResourceStates.Running ? Tone.Good : Tone.Warning),
                new($"{state?.HealthStatus}", state?.HealthStatus is HealthStatus.Healthy ? Tone.Good : Tone.Bad),
                string.Join("  ", state?.Urls.Where(url => !url.IsInternal).Select(url => url.Url) ?? []),
            ];
        }));

    private static async Task ShowRestoreAsync(OperatedStack stack, Report report, CancellationToken cancellationToken)
    {
        if (await new RestoreJournal(stack).UnfinishedAsync(cancellationToken) is { } source)
        {
            report.Line($"A restore of {source} is not finished: {CommandLine.Of(stack.Known.Prometheus, "doctor")} says what to do.", Tone.Bad);
        }
    }

    private static async Task ShowTargetsAsync(OperatedStack stack, Report report, CancellationToken cancellationToken)
    {
        var targets = await stack.Prometheus.TargetsAsync(cancellationToken);
        report.Table("Targets", ["job", "instance", "health", "last scrape", "error"], targets.Select(target => (Cell[])
            [target.Job, target.Instance, new(target.Health, target.Health == "up" ? Tone.Good : Tone.Bad), Ago(target.LastScrape), target.LastError]));
    }

    private static async Task ShowAlertsAsync(OperatedStack stack, Report report, CancellationToken cancellationToken)
    {
        var alerts = (await stack.Alertmanager.AlertsAsync(cancellationToken)).Where(alert => alert.Name != "Watchdog").ToList();
        if (alerts.Count == 0)
        {
            report.Heading("Firing alerts");
            report.Line("No alert is firing.", Tone.Good);
            return;
        }

        report.Table("Firing alerts", ["alert", "severity", "instance", "since", "", "summary"], alerts.Select(alert => (Cell[])
        [
            new(alert.Name, Tone.Bad), alert["severity"], alert["instance"], Ago(alert.StartsAt),
            alert.Status.IsSuppressed ? "silenced or inhibited" : "", alert.Annotations.GetValueOrDefault("summary", ""),
        ]));
    }

    private static async Task ShowNotificationsAsync(OperatedStack stack, Report report, CancellationToken cancellationToken)
    {
        var received = stack.Inbox is { } inbox ? await inbox.ReadAsync(0, cancellationToken) : [];
        var rows = new List<Cell[]>();
        foreach (var channel in stack.Known.Channels)
        {
            var sent = await CountAsync("alertmanager_notifications_total");
            var failed = await CountAsync("alertmanager_notifications_failed_total");
            var last = received.FirstOrDefault(message => message.Channel == channel.Name);
            rows.Add(
            [
                channel.Name, $"{sent}", new($"{failed}", failed > 0 ? Tone.Bad : Tone.Plain),
                last is null ? "" : $"{Ago(last.ReceivedAt)}: {last.Subject}",
            ]);

            async Task<double> CountAsync(string metric)
                => await stack.Alertmanager.MetricAsync(metric, cancellationToken, $"integration=\"{channel.Name}\"") ?? 0;
        }

        report.Table("Notifications", ["channel", "attempts", "failed", "last one in the inbox"], rows);
    }

    private static async Task ShowLibraryAsync(OperatedStack stack, Report report, CancellationToken cancellationToken)
    {
        report.Heading("Library");
        var figures = await LibraryFigures.ReadAsync(stack.Api, cancellationToken);
        foreach (var replica in figures.Database.Replicas)
        {
            report.Line(
                $"Replication: {replica.Name} {(replica.Streaming ? "is streaming" : "is NOT streaming")}, {Number(replica.LagSeconds, " s")} behind.",
                replica.Streaming ? Tone.Good : Tone.Bad);
        }

        var cache = figures.Cache;
        var hitRate = cache.HitRatePercent is null ? "no reads" : $"{Number(cache.HitRatePercent, " %")} hits";
        report.Line($"Cache: {hitRate} in the last minute; {cache.Hits} hits, {cache.Misses} misses, {cache.Evictions} evictions in all.");
    }

    private static async Task ShowDiskAsync(OperatedStack stack, Report report, CancellationToken cancellationToken)
    {
        var blocks = await stack.Prometheus.ValueAsync(Space, cancellationToken);
        var database = await stack.Prometheus.ValueAsync($"sum(pg_database_size_bytes{{instance=\"{stack.Known.Postgres.Resource.Name}\"}})", cancellationToken);
        var redis = await stack.Prometheus.ValueAsync("redis_memory_used_bytes", cancellationToken);
        var drive = new DriveInfo(stack.Known.PrometheusFolder);
        report.Line(
            $"Disk: Prometheus {Bytes(blocks)}, PostgreSQL {Bytes(database)}; Redis holds {Bytes(redis)} in memory; "
            + $"{Bytes(drive.AvailableFreeSpace)} of {Bytes(drive.TotalSize)} free here.");
    }

    private static string Number(double? number, string unit)
        => number is { } value ? $"{Math.Round(value, 2).ToString(CultureInfo.InvariantCulture)}{unit}" : "no figure";

    private static string Ago(DateTimeOffset time) => time > DateTimeOffset.UnixEpoch ? Durations.Format(DateTimeOffset.UtcNow - time) + " ago" : "never";

    private static string Bytes(double? bytes) => bytes is { } value ? ByteSizes.Format(value) : "no figure";
}
