using MueJam.Operations.Reports;
using MueJam.Operations.Servers;
using MueJam.Operations.Silences;

namespace MueJam.Operations.Status;

/// <summary>What fires, what may fire soon, and what nobody is told of.</summary>
internal static class AlertParts
{
    private static readonly string[] Severities = ["critical", "warning", "info"];

    public static async Task ShowFiringAsync(StatusView view, CancellationToken cancellationToken)
    {
        var alerts = (await FiringAsync(view, cancellationToken)).Where(alert => alert.Name != "Watchdog").ToList();
        var silences = alerts.Any(alert => alert.Status.IsSuppressed)
            ? await view.Stack.Alertmanager.SilencesAsync(cancellationToken)
            : [];
        view.Report.Table(
            ["alert", "severity", "instance", "since", "muted", "summary"],
            Sorted(alerts, alert => alert["severity"], alert => alert.Name, alert => alert["instance"])
                .Select(alert =>
                    (Cell[])
                        [
                            new(alert.Name, Tone.Bad),
                            alert["severity"],
                            alert["instance"],
                            Cells.Ago(alert.StartsAt),
                            Muted(alert, silences),
                            alert.Annotations.GetValueOrDefault("summary", ""),
                        ]
                )
        );
        if (alerts.Count == 0)
        {
            view.Report.Line("No alert is firing.", Tone.Good);
        }
    }

    /// <summary>As Alertmanager has them, which knows what is muted; without it as Prometheus has them.</summary>
    private static async Task<IReadOnlyList<Alert>> FiringAsync(StatusView view, CancellationToken cancellationToken)
    {
        try
        {
            return await view.Stack.Alertmanager.AlertsAsync(cancellationToken);
        }
        catch (HttpRequestException e)
        {
            var alerts = await view.Stack.Prometheus.AlertsAsync(cancellationToken);
            view.Report.Line($"{e.Message} Meanwhile Prometheus tells what fires, and nobody is notified.", Tone.Bad);
            return [.. alerts.Where(alert => alert.State == "firing").Select(Unsent)];
        }
    }

    private static Alert Unsent(RuleAlert alert) =>
        new(alert.Labels, alert.Annotations, alert.ActiveAt, new AlertStatus("unprocessed", []), []);

    public static async Task ShowPendingAsync(StatusView view, CancellationToken cancellationToken)
    {
        var rules = (await view.Stack.Prometheus.RulesAsync(cancellationToken)).SelectMany(group => group.Rules);
        var pending = rules
            .SelectMany(rule => (rule.Alerts ?? []).Select(alert => (Rule: rule, Alert: alert)))
            .Where(one => one.Alert.State == "pending")
            .ToList();
        view.Report.Table(
            ["alert", "severity", "instance", "since", "for", "summary"],
            Sorted(pending, one => one.Alert["severity"], one => one.Rule.Name, one => one.Alert["instance"])
                .Select(one =>
                    (Cell[])
                        [
                            new(one.Rule.Name, Tone.Warning),
                            one.Alert["severity"],
                            one.Alert["instance"],
                            Cells.Ago(one.Alert.ActiveAt),
                            Cells.Lasting(TimeSpan.FromSeconds(one.Rule.Duration)),
                            one.Alert.Annotations.GetValueOrDefault("summary", ""),
                        ]
                )
        );
        if (pending.Count == 0)
        {
            view.Report.Line("No alert is about to fire.", Tone.Good);
        }
    }

    public static async Task ShowSilencesAsync(StatusView view, CancellationToken cancellationToken)
    {
        if (await SilenceList.ShowAsync(view.Stack.Alertmanager, view.Report, cancellationToken) == 0)
        {
            view.Report.Line("Nothing is silenced, and nothing is planned to be.", Tone.Good);
        }
    }

    private static string Muted(Alert alert, IReadOnlyList<Silence> silences)
    {
        var by = silences
            .Where(silence => alert.Status.SilencedBy.Contains(silence.Id))
            .Select(silence => $"by {silence.CreatedBy} until {Cells.Moment(silence.EndsAt)} ({silence.Comment})")
            .ToList();
        return by.Count > 0 ? string.Join("; ", by)
            : alert.Status.IsSuppressed ? "another alert says it"
            : "";
    }

    /// <summary>The most severe first, then by name: the same state is the same screen.</summary>
    private static IEnumerable<T> Sorted<T>(
        IEnumerable<T> alerts,
        Func<T, string> severity,
        Func<T, string> name,
        Func<T, string> instance
    ) =>
        alerts
            .OrderBy(alert => (uint)Array.IndexOf(Severities, severity(alert)))
            .ThenBy(name, StringComparer.Ordinal)
            .ThenBy(instance, StringComparer.Ordinal);
}
