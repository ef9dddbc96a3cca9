using System.Runtime.CompilerServices;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MueJam.Operations.Servers;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Doctor;

/// <summary>Every target of the model is scraped, and what it tells of lives.</summary>
internal static class ScrapingChecks
{
    /// <summary>Until then every target has been scraped once more.</summary>
    private static readonly TimeSpan NextScrape = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);

    public static async IAsyncEnumerable<Finding> RunAsync(
        OperatedStack stack,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var known = stack.Known;
        foreach (var instance in known.Instances)
        {
            var name = instance.Resource.Name;
            var subject = known.Instances.Count == 1 ? "The API" : $"The API's instance {name}";
            yield return await Probe.Async(
                () => Probe.BodyAsync(stack.Api(instance), subject, "/metrics", cancellationToken),
                _ => new Finding($"{subject} serves its metrics."),
                name,
                $"{Advice.Start(name)} Then {Advice.Ask($"{OperatedStack.Address(instance)}/health")}"
            );
        }

        IReadOnlyList<Target>? targets = null;
        yield return await Probe.Async(
            async () => targets = await stack.Prometheus.TargetsAsync(cancellationToken),
            _ => new Finding("Prometheus answers."),
            known.Prometheus.Resource.Name,
            $"{Advice.Start(known.Prometheus.Resource.Name)} A broken prometheus.yml is named in its log."
        );
        if (targets is null)
        {
            yield break;
        }

        targets = await ScrapedAgainAsync(
            stack,
            () => stack.Prometheus.TargetsAsync(cancellationToken),
            target => target.Health == "down" ? Resource(stack, target) : null,
            cancellationToken
        );
        var age = await Age.OfAsync(metric => stack.Prometheus.MetricAsync(metric, cancellationToken));
        var isStarting = age < Age.UntilSettled;
        if (isStarting)
        {
            yield return new Finding(
                $"Prometheus was started {Durations.Format(age)} ago.",
                "Wait half a minute: what is missing may still come.",
                IsAdvice: true
            );
        }

        var wrong = targets
            .Select(target => Down(stack, target))
            .Prepend(Missing(stack, targets, isStarting))
            .OfType<Finding>();
        foreach (var finding in wrong.DefaultIfEmpty(new Finding($"All {targets.Count} targets are up.")))
        {
            yield return finding;
        }

        var unanswered = await ScrapedAgainAsync(
            stack,
            () => stack.Prometheus.QueryAsync("(pg_up == 0) or (redis_up == 0)", cancellationToken),
            sample => sample["instance"],
            cancellationToken
        );
        foreach (var dead in unanswered)
        {
            yield return new Finding(
                $"The exporter of {dead["instance"]} answers, but {dead["instance"]} does not answer the exporter.",
                $"{Advice.Start(dead["instance"])} If it runs, the exporter's login is wrong: "
                    + "compare the passwords in .env with those the data volume was made with."
            )
            {
                About = dead["instance"],
            };
        }
    }

    /// <summary>What the model wants scraped and Prometheus does not know.</summary>
    public static IEnumerable<ScrapeTarget> MissingOf(OperatedStack stack, IReadOnlyList<Target> targets) =>
        stack
            .Known.ScrapeTargets.Where(wanted => !stack.IsUnavailable(wanted.Resource))
            .Where(wanted => !targets.Any(target => target.Job == wanted.Job && target.Instance == wanted.Instance));

    /// <summary>
    /// What was scraped may be older than the start of what it tells of: while that is healthy now, it is asked for
    /// again,
    /// until the next scrape has been.
    /// </summary>
    /// <param name="stack">The stack.</param>
    /// <param name="ask">Asks for what was scraped.</param>
    /// <param name="wrong">The resource of which one tells something bad; null of one that tells nothing bad.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private static async Task<IReadOnlyList<T>> ScrapedAgainAsync<T>(
        OperatedStack stack,
        Func<Task<IReadOnlyList<T>>> ask,
        Func<T, string?> wrong,
        CancellationToken cancellationToken
    )
    {
        var found = await ask();
        for (
            var waited = TimeSpan.Zero;
            waited < NextScrape && found.Any(one => IsHealthy(wrong(one)));
            waited += Pause
        )
        {
            await Task.Delay(Pause, cancellationToken);
            found = await ask();
        }

        return found;

        bool IsHealthy(string? resource) =>
            resource is not null && stack.State(resource)?.HealthStatus is HealthStatus.Healthy;
    }

    private static Finding? Missing(OperatedStack stack, IReadOnlyList<Target> targets, bool isStarting)
    {
        var missing = MissingOf(stack, targets).Select(wanted => $"{wanted.Job}/{wanted.Instance}").ToList();
        return missing.Count == 0
            ? null
            : new Finding(
                $"Prometheus has no target {string.Join(", ", missing)}.",
                $"Look whether the jobs of {stack.Known.PrometheusFolder}/prometheus.yml still read the files in "
                    + "../prometheus-targets. "
                    + Advice.Restart(stack.Known.Prometheus.Resource.Name),
                isStarting
            );
    }

    private static Finding? Down(OperatedStack stack, Target target) =>
        target.Health == "down"
            ? new Finding($"Target {target.Job}/{target.Instance} is down: {target.LastError}", Remedy(stack, target))
            {
                About = Resource(stack, target),
            }
            : null;

    /// <summary>Who serves the target's metrics; null for a target that the model does not know.</summary>
    private static string? Resource(OperatedStack stack, Target target) =>
        stack
            .Known.ScrapeTargets.FirstOrDefault(wanted =>
                wanted.Job == target.Job && wanted.Instance == target.Instance
            )
            ?.Resource;

    private static string Remedy(OperatedStack stack, Target target) =>
        (Resource(stack, target), target.LastError) switch
        {
            (null, _) => $"Look at who serves {target.ScrapeUrl}.",
            (_, var error) when error.Contains("429", StringComparison.Ordinal) =>
                "It refuses to be asked so often: docs/runbooks/ApplicationDown.md says who asks and what to do.",
            ({ } resource, _) => $"{Advice.Start(resource)} If it runs, "
                + $"{Advice.Ask($"{stack.Page(resource) ?? target.ScrapeUrl}/metrics")}",
        };
}
