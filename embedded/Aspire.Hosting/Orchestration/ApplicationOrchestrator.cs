using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using MueJam.Embedded.Programs;

namespace Aspire.Hosting.Orchestration;

/// <summary>Starts every resource, each as soon as what it waits for is there, and stops them in the reverse order.</summary>
internal sealed class ApplicationOrchestrator(
    DistributedApplicationModel model,
    StateFolder state,
    EndpointAllocator endpoints,
    ResourceNotificationService notifications,
    ResourceLoggerService logs,
    IDistributedApplicationEventing eventing,
    IProgramRuntime runtime,
    HealthCheckService healthChecks,
    StartProgress progress,
    DistributedApplicationExecutionContext executionContext,
    AppHostAssembly appHost,
    IServiceProvider provider) : IHostedService, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private List<ResourceRunner> _runners = [];
    private Task _starting = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (executionContext.IsPublishMode)
        {
            throw new DistributedApplicationException("Publishing needs Aspire, the orchestrator for containers: give -p:Orchestrator=Aspire to dotnet run, before the --.");
        }

        state.Lock();
        endpoints.Allocate(model.Resources);
        await ResolveParametersAsync(cancellationToken).ConfigureAwait(false);
        CreateRunners();
        foreach (var resource in model.Resources)
        {
            await notifications.PublishUpdateAsync(resource, s => s with { State = KnownResourceStates.NotStarted, Urls = [.. ResourceUrls.Of(resource)], Volumes = [.. Volumes(resource)] }).ConfigureAwait(false);
        }

        await eventing.PublishAsync(new BeforeStartEvent(provider, model), _stopping.Token).ConfigureAwait(false);
        foreach (var resource in model.Resources.OfType<IResourceWithConnectionString>())
        {
            await eventing.PublishAsync(new ConnectionStringAvailableEvent(resource, provider), cancellationToken).ConfigureAwait(false);
        }

        var unavailable = await EnsureProgramsAsync(cancellationToken).ConfigureAwait(false);
        _starting = Task.WhenAll(_runners.Where(runner => !unavailable.Contains(runner.Resource)).Select(StartOneAsync));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _starting.ConfigureAwait(false);
        // What others wait for goes last; what nobody needs any more goes at once.
        var left = _runners.ToList();
        while (left.Count > 0)
        {
            var needed = left.SelectMany(runner => runner.Resource.Annotations.OfType<WaitAnnotation>()).Select(wait => wait.Resource).ToHashSet();
            var free = left.Where(runner => !needed.Contains(runner.Resource)).DefaultIfEmpty(left[^1]).ToList();
            await Task.WhenAll(free.Select(runner => runner.StopAsync(CancellationToken.None))).ConfigureAwait(false);
            left.RemoveAll(free.Contains);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        foreach (var runner in _runners)
        {
            await runner.DisposeAsync().ConfigureAwait(false);
        }

        state.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Every value is needed by someone: those that have none are named together, before anything starts.</summary>
    private async Task ResolveParametersAsync(CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (var parameter in model.Resources.OfType<ParameterResource>())
        {
            try
            {
                await parameter.GetValueAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (MissingParameterValueException e)
            {
                missing.Add(e.Message);
            }
        }

        if (missing.Count > 0)
        {
            throw new MissingParameterValueException(string.Join(Environment.NewLine, missing));
        }
    }

    private void CreateRunners()
    {
        var health = new HealthMonitor(healthChecks, notifications, logs, eventing, provider);
        var launches = new LaunchBuilder(executionContext, state, provider, appHost.Assembly);
        var shared = new RunnerServices(provider, runtime, notifications, logs, eventing, launches, health);
        _runners =
        [
            .. model.Resources.Where(resource => resource is ContainerResource or ProjectResource).Select(resource => new ResourceRunner(
                resource,
                [.. model.Resources.OfType<IResourceWithParent>().Where(child => child.Parent == resource)],
                shared)),
        ];
        foreach (var runner in _runners)
        {
            runner.Resource.Annotations.Add(Command(KnownResourceCommands.StartCommand, "Start", (_, _) => runner.StartAsync(_stopping.Token)));
            runner.Resource.Annotations.Add(Command(KnownResourceCommands.StopCommand, "Stop", (_, token) => runner.StopAsync(token)));
            runner.Resource.Annotations.Add(Command(KnownResourceCommands.RestartCommand, "Restart", async (_, token) =>
            {
                await runner.StopAsync(token).ConfigureAwait(false);
                return await runner.StartAsync(_stopping.Token).ConfigureAwait(false);
            }));
        }
    }

    private IEnumerable<VolumeSnapshot> Volumes(IResource resource)
        => resource is ContainerResource container
            ? container.Annotations.OfType<ContainerMountAnnotation>().Select(mount => new VolumeSnapshot(LaunchBuilder.Source(container, mount, state), mount.Target, "bind", mount.IsReadOnly))
            : [];

    private static ResourceCommandAnnotation Command(string name, string displayName, Func<ExecuteCommandContext, CancellationToken, Task<ExecuteCommandResult>> execute)
        => new(name, displayName, context => execute(context, context.CancellationToken));

    private async Task<HashSet<IResource>> EnsureProgramsAsync(CancellationToken cancellationToken)
    {
        var containers = model.Resources.OfType<ContainerResource>().ToLookup(LaunchBuilder.Image);
        var missing = await runtime.EnsureAvailableAsync([.. containers.Select(g => g.Key)], progress, cancellationToken).ConfigureAwait(false);
        foreach (var (image, reason) in missing)
        {
            var how = reason.IsOptional ? new ResourceStateSnapshot(KnownResourceStates.RuntimeUnhealthy, "warning") : new(KnownResourceStates.FailedToStart, "error");
            foreach (var container in containers[image])
            {
                logs.Log(container.Name).Fail(reason.Message);
                await notifications.PublishUpdateAsync(container, s => s with { State = how, Urls = [] }).ConfigureAwait(false);
            }
        }

        return [.. missing.Keys.SelectMany(image => containers[image])];
    }

    private async Task StartOneAsync(ResourceRunner runner)
    {
        try
        {
            await runner.StartAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopped while it waited.
        }
    }
}

/// <summary>The AppHost's assembly, which knows the outputs of its projects.</summary>
internal sealed record AppHostAssembly(Assembly? Assembly);

/// <summary>The links of a resource.</summary>
internal static class ResourceUrls
{
    public static IEnumerable<UrlSnapshot> Of(IResource resource)
    {
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            var url = new ResourceUrlAnnotation { Url = endpoint.AllocatedEndpoint!.UriString };
            foreach (var change in resource.Annotations.OfType<EndpointUrlCallbackAnnotation>().Where(c => c.EndpointName == endpoint.Name))
            {
                change.Callback(url);
            }

            yield return new UrlSnapshot(endpoint.Name, url.Url, IsInternal: endpoint.UriScheme is not ("http" or "https")) { DisplayProperties = new(url.DisplayText ?? "") };
        }
    }
}
