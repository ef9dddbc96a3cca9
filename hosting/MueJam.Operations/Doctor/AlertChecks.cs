using System.Runtime.CompilerServices;
using MueJam.Operations.Servers;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Doctor;

/// <summary>From the rule files to Alertmanager.</summary>
internal static class AlertChecks
{
    public static async IAsyncEnumerable<Finding> RunAsync(OperatedStack stack, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var known = stack.Known;
        IReadOnlyList<RuleGroup>? groups = null;
        yield return await Probe.Async(
            async () => groups = await stack.Prometheus.RulesAsync(cancellationToken),
            found => new Finding($"Prometheus evaluates {found.Sum(group => group.Rules.Count)} rules."),
            $"Start '{known.Prometheus.Resource.Name}' on the dashboard.");
        if (groups is null)
        {
            yield break;
        }

        var age = await Age.OfAsync(metric => stack.Prometheus.MetricAsync(metric, cancellationToken));
        var isStarting = age < Age.UntilSettled;
        if (!groups.SelectMany(group => group.Rules).Any(rule => rule is { Name: "Watchdog", State: "firing" }))
        {
            yield return new Finding(
                "Watchdog, which always fires, does not fire in Prometheus.",
                $"Look at {stack.Page(known.Prometheus)}/alerts: its rule in alerts/monitoring_alerts.yml is missing or was changed.",
                isStarting);
        }

        foreach (var finding in NotLoaded(known, groups).Concat(Failing(stack, groups)))
        {
            yield return finding;
        }

        if (await stack.Prometheus.MetricAsync("prometheus_config_last_reload_successful", cancellationToken) is 0)
        {
            yield return new Finding(
                "The last reload of Prometheus was refused: it runs on older files.", $"{CommandLine.Of(known.Prometheus, "reload")} says which file and line.");
        }

        yield return await stack.Prometheus.AlertmanagersAsync(cancellationToken) > 0
            ? new Finding("Prometheus knows Alertmanager.")
            : new Finding(
                "Prometheus knows no Alertmanager.",
                "Look whether 'alerting' of monitoring/prometheus/prometheus.yml still reads ../prometheus-targets/alertmanagers/*.json, "
                + $"then restart '{known.Prometheus.Resource.Name}'.",
                isStarting);

        var alertmanagerAge = await Age.OfAsync(metric => stack.Alertmanager.MetricAsync(metric, cancellationToken));
        var isYoung = age < Age.UntilSentAgain || alertmanagerAge < Age.UntilSentAgain;
        yield return await Probe.Async(
            () => stack.Alertmanager.AlertsAsync(cancellationToken, "alertname=\"Watchdog\""),
            found => found.Count > 0
                ? new Finding("Watchdog, which always fires, has reached Alertmanager.")
                : new Finding(
                    "Watchdog, which always fires, has not reached Alertmanager.",
                    isYoung ? "Wait: one of the two was started just now, and Prometheus tells of its alerts once a minute." : "Look for 'Error sending alert' in Prometheus's log.",
                    IsAdvice: isYoung),
            $"Start '{known.Alertmanager.Resource.Name}' on the dashboard: until then no alert reaches anyone.");
    }

    /// <summary>Files that Prometheus does not run: one that it refused, or whose name it does not look for.</summary>
    private static IEnumerable<Finding> NotLoaded(OperatedModel known, IReadOnlyList<RuleGroup> groups)
    {
        var loaded = groups.Select(group => Path.GetFileName(group.File)).ToHashSet();
        return Directory.EnumerateFiles(Path.Combine(known.PrometheusFolder, "alerts")).Select(file => Path.GetFileName(file)!)
            .Where(file => !loaded.Contains(file) && !file.StartsWith('.') && !file.EndsWith('~'))
            .Select(file => Path.GetExtension(file) is ".yml" or ".yaml"
                ? new Finding(
                    $"The rules of alerts/{file} are not running.",
                    $"{CommandLine.Of(known.Prometheus, "reload")} puts them into effect, or says which line is wrong.")
                : new Finding(
                    $"alerts/{file} is not read: the name of a rule file ends in .yml or .yaml.",
                    "Rename it, or move it elsewhere."));
    }

    /// <summary>Rules whose expression fails; they never fire.</summary>
    private static IEnumerable<Finding> Failing(OperatedStack stack, IReadOnlyList<RuleGroup> groups)
        => groups.SelectMany(group => group.Rules)
            .Where(rule => rule.Health == "err")
            .Select(rule => new Finding(
                $"The rule {rule.Name} fails: {rule.LastError}",
                $"Try its expression at {stack.Page(stack.Known.Prometheus)}/graph, correct the file, "
                + $"then: {CommandLine.Of(stack.Known.Prometheus, "reload")}"));
}
