using MueJam.Operations.Reports;

namespace MueJam.Operations.Status;

/// <summary>What was sent by each channel.</summary>
internal static class NotificationPart
{
    public static async Task ShowAsync(StatusView view, CancellationToken cancellationToken)
    {
        var stack = view.Stack;
        var received = stack.Inbox is { } inbox ? await inbox.ReadAsync(0, cancellationToken) : [];
        var rows = new List<Cell[]>();
        foreach (var channel in stack.Known.Channels)
        {
            var sent = await CountAsync("alertmanager_notifications_total");
            var failed = await CountAsync("alertmanager_notifications_failed_total");
            var last = received.FirstOrDefault(message => message.Channel == channel.Name);
            rows.Add([
                channel.Name,
                Cells.Number(sent),
                Cells.Number(failed, failed > 0 ? Tone.Bad : Tone.Plain),
                last is null ? new("") { Value = null } : Cells.Ago(last.ReceivedAt),
                last?.Subject ?? "",
            ]);

            async Task<double> CountAsync(string metric) =>
                await stack.Alertmanager.MetricAsync(metric, cancellationToken, $"integration=\"{channel.Name}\"") ?? 0;
        }

        view.Report.Table(["channel", "attempts", "failed", "last in the inbox", "subject"], rows);
    }
}
