using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using MueJam.AppHost.Monitoring;

namespace MueJam.AppHost.Operations.Doctor;

/// <summary>Every target of the model is scraped, and what it tells of lives.</summary>
internal static class ScrapingChecks
{
    public static async IAsyncEnumerable<Finding> RunAsync(RunningStack stack, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return await Probe.Async(
            () => Probe.BodyAsync(stack.Api, "The API", "/metrics", cancellationToken),
            _ => new Finding("The API serves its metrics."),
            "Start 'api' on the page of resources, then: curl http://localhost:8000/health");

        JsonArray? targets = null;
        var prometheus = await Probe.Async(
            async () => targets = (await stack.Prometheus.GetAsync("targets?state=active", cancellationToken))["activeTargets"]!.AsArray(),
            _ => new Finding("Prometheus answers."),
            "Start 'prometheus' on the page of resources; a broken prometheus.yml is named in its log.");
        yield return prometheus;
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

        foreach (var finding in Missing(stack, targets).Select(finding => finding with { IsAdvice = isStarting }).Concat(targets.Select(Down).OfType<Finding>()).DefaultIfEmpty(new Finding($"All {targets.Count} targets are up.")))
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
    private static IEnumerable<Finding> Missing(RunningStack stack, JsonArray targets)
        => stack.Resource("prometheus").Annotations.OfType<ScrapeTargetAnnotation>()
            .Where(wanted => stack.States[wanted.Endpoint.Resource.Name]?.State?.Text != KnownResourceStates.RuntimeUnhealthy)
            .Where(wanted => !targets.Any(target => Label(target, "job") == wanted.Job && Label(target, "instance") == wanted.Instance))
            .Select(wanted => new Finding(
                $"Prometheus has no target {wanted.Job}/{wanted.Instance}.",
                "Look whether the job 'muejam' of monitoring/prometheus/prometheus.yml still reads ../prometheus-targets/*.json, then restart 'prometheus'."));

    private static Finding? Down(JsonNode? target)
        => target!["health"]!.GetValue<string>() == "down"
            ? new Finding(
                $"Target {Label(target, "job")}/{Label(target, "instance")} is down: {target["lastError"]}",
                $"Start the resource behind {target["scrapeUrl"]}, and ask it yourself: curl {target["scrapeUrl"]}")
            : null;

    private static string? Label(JsonNode? target, string name) => target!["labels"]![name]?.GetValue<string>();
}
