using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace MueJam.AppHost.Operations.Doctor;

/// <summary>From the rule files to Alertmanager.</summary>
internal static class AlertChecks
{
    public static async IAsyncEnumerable<Finding> RunAsync(RunningStack stack, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        JsonArray? groups = null;
        var rules = await Probe.Async(
            async () => groups = (await stack.Prometheus.GetAsync("rules", cancellationToken))["groups"]!.AsArray(),
            found => new Finding($"Prometheus evaluates {found.Sum(group => group!["rules"]!.AsArray().Count)} rules."),
            "Start 'prometheus' on the page of resources.");
        yield return rules;
        if (groups is null)
        {
            yield break;
        }

        var age = await Age.OfAsync(metric => stack.Prometheus.MetricAsync(metric, cancellationToken));
        var isStarting = age < Age.UntilSettled;
        if (!groups.SelectMany(group => group!["rules"]!.AsArray()).Any(rule => $"{rule!["name"]}" == "Watchdog" && $"{rule["state"]}" == "firing"))
        {
            yield return new Finding("Watchdog, which always fires, does not fire in Prometheus.", "Look at http://localhost:9090/alerts: its rule in alerts/monitoring_alerts.yml is missing or was changed.", isStarting);
        }

        foreach (var finding in NotLoaded(stack, groups).Concat(Failing(groups)))
        {
            yield return finding;
        }

        if (await stack.Prometheus.MetricAsync("prometheus_config_last_reload_successful", cancellationToken) is 0)
        {
            yield return new Finding("The last reload of Prometheus was refused: it runs on older files.", "ops reload says which file and line.");
        }

        var alertmanagers = (await stack.Prometheus.GetAsync("alertmanagers", cancellationToken))["activeAlertmanagers"]!.AsArray();
        yield return alertmanagers.Count > 0
            ? new Finding("Prometheus knows Alertmanager.")
            : new Finding("Prometheus knows no Alertmanager.", "Look whether 'alerting' of monitoring/prometheus/prometheus.yml still reads ../prometheus-targets/alertmanagers/*.json, then restart 'prometheus'.", isStarting);

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
            "Start 'alertmanager' on the page of resources: until then no alert reaches anyone.");
    }

    /// <summary>Rule files that Prometheus does not run, such as one that it refused.</summary>
    private static IEnumerable<Finding> NotLoaded(RunningStack stack, JsonArray groups)
    {
        var loaded = groups.Select(group => Path.GetFileName(group!["file"]!.GetValue<string>())).ToHashSet();
        return Directory.EnumerateFiles(Path.Combine(stack.Folders.Prometheus, "alerts"), "*.yml").Select(Path.GetFileName)
            .Where(file => !loaded.Contains(file!))
            .Select(file => new Finding($"The rules of alerts/{file} are not running.", "ops reload puts them into effect, or says which line is wrong."));
    }

    /// <summary>Rules whose expression fails; they never fire.</summary>
    private static IEnumerable<Finding> Failing(JsonArray groups)
        => groups.SelectMany(group => group!["rules"]!.AsArray())
            .Where(rule => rule!["health"]!.GetValue<string>() == "err")
            .Select(rule => new Finding($"The rule {rule!["name"]} fails: {rule["lastError"]}", "Try its expression at http://localhost:9090/graph, mend the file, then: ops reload"));
}
