using System.Runtime.CompilerServices;
using MueJam.Operations.Servers;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Doctor;

/// <summary>Every target of the model is scraped, and what it tells of lives.</summary>
internal static class ScrapingChecks
{
    public static async IAsyncEnumerable<Finding> RunAsync(OperatedStack stack, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var known = stack.Known;
        yield return await Probe.Async(
            () => Probe.BodyAsync(stack.Api, "The API", "/metrics", cancellationToken),
            _ => new Finding("The API serves its metrics."),
            $"Start '{known.Api.Resource.Name}' on the dashboard, then: curl {OperatedStack.Address(known.Api)}/health");

        IReadOnlyList<Target>? targets = null;
        yield return await Probe.Async(
            async () => targets = await stack.Prometheus.TargetsAsync(cancellationToken),
            _ => new Finding("Prometheus answers."),
            $"Start '{known.Prometheus.Resource.Name}' on the dashboard; a broken prometheus.yml is named in its log.");
        if (targets is null)
        {
            yield break;
        }

        var age = await Age.OfAsync(metric => stack.Prometheus.MetricAsync(metric, cancellationToken));
        var isStarting = age < Age.UntilSettled;
        if (isStarting)
        {
            yield return new Finding($"Prometheus was started {Durations.Format(age)} ago.", "Wait half a minute: what is missing may still come.", IsAdvice: true);
        }

        var wrong = Missing(stack, targets).Select(finding => finding with { IsAdvice = isStarting }).Concat(targets.Select(target => Down(stack, target)).OfType<Finding>());
        foreach (var finding in wrong.DefaultIfEmpty(new Finding($"All {targets.Count} targets are up.")))
        {
            yield return finding;
        }

        foreach (var dead in await stack.Prometheus.QueryAsync("(pg_up == 0) or (redis_up == 0)", cancellationToken))
        {
            yield return new Finding(
                $"The exporter of {dead["instance"]} answers, but {dead["instance"]} does not answer the exporter.",
                $"Start '{dead["instance"]}' if it is stopped; else the exporter's login is wrong: compare the passwords in .env with those the data volume was made with.");
        }
    }

    /// <summary>What the model wants scraped and Prometheus does not know.</summary>
    private static IEnumerable<Finding> Missing(OperatedStack stack, IReadOnlyList<Target> targets)
        => stack.Known.ScrapeTargets
            .Where(wanted => !stack.IsUnavailable(wanted.Resource))
            .Where(wanted => !targets.Any(target => target.Job == wanted.Job && target.Instance == wanted.Instance))
            .Select(wanted => new Finding(
                $"Prometheus has no target {wanted.Job}/{wanted.Instance}.",
                "Look whether the jobs of monitoring/prometheus/prometheus.yml still read the files in ../prometheus-targets, "
                + $"then restart '{stack.Known.Prometheus.Resource.Name}'."));

    private static Finding? Down(OperatedStack stack, Target target)
        => target.Health == "down"
            ? new Finding(
                $"Target {target.Job}/{target.Instance} is down: {target.LastError}",
                $"Start the resource behind {target.ScrapeUrl}, and ask it yourself: curl {Address(stack, target)}")
            : null;

    /// <summary>Where a person gets the metrics: those that ask for a login are behind the gate.</summary>
    private static string Address(OperatedStack stack, Target target)
        => ((IResourceBuilder<IResource>[])[stack.Known.Prometheus, stack.Known.Alertmanager]).FirstOrDefault(server => server.Resource.Name == target.Instance) is { } server
            ? $"{stack.Page(server)}/metrics"
            : target.ScrapeUrl;
}
