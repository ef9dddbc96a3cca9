using System.Diagnostics;
using System.Runtime.CompilerServices;
using MueJam.Operations.Servers;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Doctor;

/// <summary>From the rule files to Alertmanager.</summary>
internal static class AlertChecks
{
    private const string Watchdog = "Watchdog";
    private const string ReloadSucceeded = "prometheus_config_last_reload_successful";

    /// <summary>What findings are about, where that is no resource.</summary>
    private const string RuleFiles = "rule files",
        Alertmanagers = "alertmanagers of Prometheus";

    public static async IAsyncEnumerable<Finding> RunAsync(
        OperatedStack stack,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var known = stack.Known;
        IReadOnlyList<RuleGroup>? groups = null;
        yield return await Probe.Async(
            async () => groups = await stack.Prometheus.RulesAsync(cancellationToken),
            found => new Finding($"Prometheus evaluates {found.Sum(group => group.Rules.Count)} rules."),
            known.Prometheus.Resource.Name,
            Advice.Start(known.Prometheus.Resource.Name)
        );
        if (groups is null)
        {
            yield break;
        }

        if (await stack.Prometheus.MetricAsync(ReloadSucceeded, cancellationToken) is 0)
        {
            yield return new Finding(
                "The last reload of Prometheus was refused: it runs on older files.",
                $"{CommandLine.Of(known.Prometheus, "reload")} says which file and line."
            )
            {
                About = RuleFiles,
            };
        }

        var age = await Age.OfAsync(metric => stack.Prometheus.MetricAsync(metric, cancellationToken));
        var isStarting = age < Age.UntilSettled;
        if (!groups.SelectMany(group => group.Rules).Any(rule => rule is { Name: Watchdog, State: "firing" }))
        {
            yield return new Finding(
                "Watchdog, which always fires, does not fire in Prometheus.",
                $"Look at {await PageAsync(stack, "alerts", cancellationToken)}: "
                    + "its rule in alerts/monitoring_alerts.yml is missing or was changed.",
                isStarting
            )
            {
                About = Watchdog,
            };
        }

        var graph = await PageAsync(stack, "graph", cancellationToken);
        foreach (var finding in NotLoaded(known, groups).Concat(Failing(known, groups, graph)))
        {
            yield return finding;
        }

        if (!isStarting && await SilentRules.FindAsync(stack, groups, cancellationToken) is { } silent)
        {
            yield return silent;
        }

        yield return await KnownAlertmanagerAsync(stack, isStarting, cancellationToken);
        yield return await WatchdogArrivedAsync(stack, age, cancellationToken);
    }

    /// <summary>
    /// With a reload Prometheus forgets its Alertmanagers, and finds them again some seconds later: those are waited
    /// for.
    /// </summary>
    private static async Task<Finding> KnownAlertmanagerAsync(
        OperatedStack stack,
        bool isStarting,
        CancellationToken cancellationToken
    )
    {
        var waited = Stopwatch.StartNew();
        while (await stack.Prometheus.AlertmanagersAsync(cancellationToken) == 0)
        {
            if (waited.Elapsed > Age.UntilFoundAgain)
            {
                return new Finding(
                    "Prometheus knows no Alertmanager.",
                    $"Look whether 'alerting' of {stack.Known.PrometheusFolder}/prometheus.yml still reads "
                        + "../prometheus-targets/alertmanagers/*.json. "
                        + Advice.Restart(stack.Known.Prometheus.Resource.Name),
                    isStarting
                )
                {
                    About = Alertmanagers,
                };
            }

            await Task.Delay(Age.BetweenLooks, cancellationToken);
        }

        return new Finding("Prometheus knows Alertmanager.");
    }

    private static async Task<Finding> WatchdogArrivedAsync(
        OperatedStack stack,
        TimeSpan age,
        CancellationToken cancellationToken
    )
    {
        var name = stack.Known.Alertmanager.Resource.Name;
        var alertmanagerAge = await Age.OfAsync(metric => stack.Alertmanager.MetricAsync(metric, cancellationToken));
        var isYoung = age < Age.UntilSentAgain || alertmanagerAge < Age.UntilSentAgain;
        return await Probe.Async(
            () => stack.Alertmanager.AlertsAsync(cancellationToken, $"alertname=\"{Watchdog}\""),
            found =>
                found.Count > 0
                    ? new Finding("Watchdog, which always fires, has reached Alertmanager.")
                    : new Finding(
                        "Watchdog, which always fires, has not reached Alertmanager.",
                        isYoung
                            ? "Wait: one of the two was started just now, and Prometheus tells of its alerts "
                                + "once a minute."
                            : "Look for 'Error sending alert' in Prometheus's log.",
                        IsAdvice: isYoung
                    )
                    {
                        Because = [Watchdog, Alertmanagers],
                    },
            name,
            $"{Advice.Start(name)} Until then no alert reaches anyone."
        );
    }

    /// <summary>A page of Prometheus, where it has it: Debian's has the older ones alone.</summary>
    private static async Task<string> PageAsync(
        OperatedStack stack,
        string page,
        CancellationToken cancellationToken
    ) => $"{stack.Page(stack.Known.Prometheus)}{await stack.Prometheus.PageAsync(page, cancellationToken)}";

    /// <summary>Files that Prometheus does not run: one that it refused, or whose name it does not look for.</summary>
    private static IEnumerable<Finding> NotLoaded(OperatedModel known, IReadOnlyList<RuleGroup> groups)
    {
        var loaded = groups.Select(group => Path.GetFileName(group.File)).ToHashSet();
        return Directory
            .EnumerateFiles(Path.Combine(known.PrometheusFolder, "alerts"))
            .Select(file => Path.GetFileName(file)!)
            .Where(file => !loaded.Contains(file) && !file.StartsWith('.') && !file.EndsWith('~'))
            .Select(file =>
                Path.GetExtension(file) is ".yml" or ".yaml"
                    ? new Finding(
                        $"The rules of alerts/{file} are not running.",
                        $"{CommandLine.Of(known.Prometheus, "reload")} puts them into effect, or says which line "
                            + "is wrong."
                    )
                    {
                        Because = [RuleFiles],
                    }
                    : new Finding(
                        $"alerts/{file} is not read: the name of a rule file ends in .yml or .yaml.",
                        "Rename it, or move it elsewhere."
                    )
            );
    }

    /// <summary>Rules whose expression fails; they never fire.</summary>
    private static IEnumerable<Finding> Failing(OperatedModel known, IReadOnlyList<RuleGroup> groups, string graph) =>
        groups
            .SelectMany(group => group.Rules)
            .Where(rule => rule.Health == "err")
            .Select(rule => new Finding(
                $"The rule {rule.Name} fails: {rule.LastError}",
                $"Try its expression at {graph}, correct the file, then: {CommandLine.Of(known.Prometheus, "reload")}"
            ));
}
