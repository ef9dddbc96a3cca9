using Microsoft.Extensions.Diagnostics.HealthChecks;
using MueJam.LocalPrograms.StandIns;

namespace MueJam.Operations.Stack;

/// <summary>
/// How the resources are, by their checks as they answer now: the orchestrator asks the healthy ones every half minute.
/// </summary>
internal sealed class ResourceStates(OperatedStack stack, HealthCheckService checks)
{
    /// <summary>A check that takes longer has failed.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Every resource, the worst first, else as in the model.</summary>
    public async Task<IReadOnlyList<ResourceState>> ReadAsync(CancellationToken cancellationToken) =>
        [
            .. (await Task.WhenAll(stack.Resources.Select(resource => ReadAsync(resource, cancellationToken)))).OrderBy(
                state => state.Rank
            ),
        ];

    private async Task<ResourceState> ReadAsync(IResource resource, CancellationToken cancellationToken)
    {
        var known = stack.State(resource.Name);
        var text = known?.State?.Text ?? "not started";
        var (health, reasons) =
            text == KnownResourceStates.Running ? await CheckAsync(resource, cancellationToken) : (null, "");
        var unavailable =
            resource.Annotations.OfType<UnavailableAnnotation>().LastOrDefault()?.Reason
            ?? (stack.IsUnavailable(resource.Name) ? "Its log, on the dashboard, says what is missing." : null);
        var urls = known?.Urls.Where(url => !url.IsInternal).Select(url => url.Url) ?? [];
        return new(resource.Name, text, known?.ExitCode, health, reasons, unavailable, [.. urls])
        {
            DependsOn = DependenciesOf(resource),
            IsPart = resource is IResourceWithParent,
        };
    }

    private async Task<(HealthStatus? Health, string Reasons)> CheckAsync(
        IResource resource,
        CancellationToken cancellationToken
    )
    {
        var names = resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => check.Key).ToHashSet();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        try
        {
            var report = await checks.CheckHealthAsync(check => names.Contains(check.Name), timeout.Token);
            var reasons = report
                .Entries.Values.Where(entry => entry.Status is not HealthStatus.Healthy)
                .Select(entry =>
                    string.IsNullOrEmpty(entry.Description) ? entry.Exception?.Message : entry.Description
                );
            return (report.Status, string.Join(" ", reasons.OfType<string>()));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (HealthStatus.Unhealthy, $"Its check has not answered within {Timeout.TotalSeconds:0} s.");
        }
    }

    private List<string> DependenciesOf(IResource resource)
    {
        var found = new List<string>();
        var open = new Queue<IResource>([resource]);
        while (open.TryDequeue(out var next))
        {
            foreach (
                var needed in Needs(next).Where(needed => needed.Name != resource.Name && !found.Contains(needed.Name))
            )
            {
                found.Add(needed.Name);
                open.Enqueue(needed);
            }
        }

        return found;
    }

    private IEnumerable<IResource> Needs(IResource resource)
    {
        var parents = resource is IResourceWithParent { Parent: var parent } ? (IEnumerable<IResource>)[parent] : [];
        var related = resource
            .Annotations.OfType<ResourceRelationshipAnnotation>()
            .Select(relation => relation.Resource);
        var awaited = resource.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource);
        return parents
            .Concat(related)
            .Concat(awaited)
            .Where(needed => needed is not ParameterResource)
            // What is watched is not needed.
            .Where(needed =>
                resource.Name != stack.Known.Prometheus.Resource.Name
                || stack.Known.ScrapeTargets.All(target => target.Resource != needed.Name)
            );
    }
}
