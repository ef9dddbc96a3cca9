using MueJam.Operations.Backups;
using MueJam.Operations.Reports;
using MueJam.Operations.Servers;
using MueJam.Operations.Stack;
using Npgsql;

namespace MueJam.Operations.Status;

/// <summary>What runs, and what is scraped of it.</summary>
internal static class ResourceParts
{
    public static async Task ShowResourcesAsync(StatusView view, CancellationToken cancellationToken)
    {
        var (stack, report) = (view.Stack, view.Report);
        report.Table(
            ["resource", "state", "health", "where"],
            view.Resources.Select(resource =>
                (Cell[])
                    [
                        resource.Name,
                        new(resource.Unavailable is null ? resource.Text : "not available", ToneOf(resource)),
                        // An effect looks better than what was stopped.
                        new(
                            $"{resource.Health}",
                            resource.IsWell ? Tone.Good
                                : IsEffect(resource, view) ? Tone.Warning
                                : Tone.Bad
                        ),
                        string.Join("  ", resource.Urls),
                    ]
            )
        );
        try
        {
            if (await new RestoreJournal(stack).UnfinishedAsync(cancellationToken) is { } source)
            {
                report.Line(
                    $"A restore of {source} is not finished: {CommandLine.Of(stack.Known.Prometheus, "doctor")} "
                        + "says what to do.",
                    Tone.Bad
                );
            }
        }
        catch (NpgsqlException e)
        {
            throw new OperationException(
                $"PostgreSQL does not tell whether a restore was left unfinished: {e.Message}"
            );
        }
    }

    public static async Task ShowTargetsAsync(StatusView view, CancellationToken cancellationToken)
    {
        var targets = await view.Stack.Prometheus.TargetsAsync(cancellationToken);
        view.Report.Table(
            ["job", "instance", "health", "last scrape", "error"],
            targets
                .OrderBy(target => target.Job, StringComparer.Ordinal)
                .ThenBy(target => target.Instance, StringComparer.Ordinal)
                .Select(target =>
                    (Cell[])
                        [
                            target.Job,
                            target.Instance,
                            new(target.Health, ToneOf(target, view)),
                            Cells.Ago(target.LastScrape),
                            target.LastError,
                        ]
                )
        );
        if (targets.Count == 0)
        {
            view.Report.Line("Prometheus has no target.", Tone.Bad);
        }
    }

    private static Tone ToneOf(ResourceState resource) =>
        resource.IsRunning && resource.Unavailable is null ? Tone.Good
        : resource.IsStopped ? Tone.Bad
        : Tone.Warning;

    private static Tone ToneOf(Target target, StatusView view)
    {
        var server = view
            .Stack.Known.ScrapeTargets.FirstOrDefault(known =>
                known.Job == target.Job && known.Instance == target.Instance
            )
            ?.Resource;
        return target.Health == "up" ? Tone.Good
            : view.Resources.Any(resource => resource.Name == server && !resource.IsWell) ? Tone.Warning
            : Tone.Bad;
    }

    private static bool IsEffect(ResourceState resource, StatusView view) =>
        !resource.IsStopped && view.Resources.Any(other => !other.IsWell && resource.DependsOn.Contains(other.Name));
}
