using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using MueJam.Embedded.Programs;

namespace Aspire.Hosting.Orchestration;

/// <summary>What every runner shares.</summary>
internal sealed record RunnerServices(
    IServiceProvider Provider,
    IProgramRuntime Runtime,
    ResourceNotificationService Notifications,
    ResourceLoggerService Logs,
    IDistributedApplicationEventing Eventing,
    LaunchBuilder Launches,
    HealthMonitor Health);

/// <summary>Starts, watches and stops one resource's program.</summary>
internal sealed class ResourceRunner(IResource resource, IReadOnlyList<IResource> children, RunnerServices services) : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private CancellationTokenSource? _running;
    private IRunningProgram? _program;
    private Task _watching = Task.CompletedTask;
    private volatile bool _isWaiting;

    public IResource Resource => resource;

    /// <summary>Waits for what it needs, then starts the program.</summary>
    public async Task<ExecuteCommandResult> StartAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_program is { Exited.IsCompleted: false })
            {
                return CommandResults.Failure($"'{resource.Name}' runs already.");
            }

            // The last run's end must be told before this one begins.
            await _watching.ConfigureAwait(false);
            _running?.Dispose();
            _running = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await WaitForDependenciesAsync(_running.Token).ConfigureAwait(false);
            await PublishAsync(snapshot => snapshot with { State = KnownResourceStates.Starting, ExitCode = null, StopTimeStamp = null, IsReady = false }).ConfigureAwait(false);
            await ForgetHealthAsync().ConfigureAwait(false);
            await services.Eventing.PublishAsync(new BeforeResourceStartedEvent(resource, services.Provider), cancellationToken).ConfigureAwait(false);
            ThrowIfPortIsTaken();
            _program = await LaunchAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await PublishAsync(s => s with { State = new(KnownResourceStates.Exited, "info") }).ConfigureAwait(false);
            return CommandResults.Failure($"'{resource.Name}' was stopped while it waited.");
        }
        catch (ProgramUnavailableException e)
        {
            services.Logs.Log(resource.Name).Fail(e.Message);
            await PublishAsync(s => s with { State = new(KnownResourceStates.RuntimeUnhealthy, "warning") }).ConfigureAwait(false);
            return CommandResults.Failure(e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            services.Logs.Log(resource.Name).Fail(e.Message);
            await PublishAsync(s => s with { State = new(KnownResourceStates.FailedToStart, "error") }).ConfigureAwait(false);
            return CommandResults.Failure(e.Message);
        }
        finally
        {
            _turn.Release();
        }

        await PublishAsync(s => s with { State = new(KnownResourceStates.Running, "success"), StartTimeStamp = DateTime.UtcNow }).ConfigureAwait(false);
        _watching = WatchAsync(_program, _running);
        return CommandResults.Success();
    }

    /// <summary>Stops the program if it runs, or its waiting for others.</summary>
    public async Task<ExecuteCommandResult> StopAsync(CancellationToken cancellationToken)
    {
        var wasWaiting = _isWaiting;
        if (wasWaiting)
        {
            await _running!.CancelAsync().ConfigureAwait(false);
        }

        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_program is not { Exited.IsCompleted: false } program)
            {
                return wasWaiting ? CommandResults.Success() : CommandResults.Failure($"'{resource.Name}' does not run.");
            }

            await PublishAsync(s => s with { State = KnownResourceStates.Stopping, IsReady = false }).ConfigureAwait(false);
            await program.StopAsync(Grace).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }

        await _watching.ConfigureAwait(false);
        return CommandResults.Success();
    }

    public async ValueTask DisposeAsync()
    {
        if (_program is { Exited.IsCompleted: false } program)
        {
            await program.StopAsync(Grace).ConfigureAwait(false);
            await _watching.ConfigureAwait(false);
        }

        _running?.Dispose();
        _turn.Dispose();
    }

    private void ThrowIfPortIsTaken()
    {
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>().Where(e => e.AllocatedEndpoint is not null))
        {
            var port = endpoint.AllocatedEndpoint!.Port;
            if (LocalPort.Owner(port) is { } owner)
            {
                throw new DistributedApplicationException($"Port {port} is taken by {owner}. Stop that program, then start again.");
            }
        }
    }

    private async Task WaitForDependenciesAsync(CancellationToken cancellationToken)
    {
        var dependencies = resource.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource).Distinct().ToList();
        if (dependencies.Count == 0)
        {
            return;
        }

        await PublishAsync(s => s with { State = KnownResourceStates.Waiting, IsReady = false }).ConfigureAwait(false);
        services.Logs.Log(resource.Name).Write($"Waiting for {string.Join(", ", dependencies.Select(d => d.Name))} to be healthy.", isError: false);
        _isWaiting = true;
        try
        {
            await Task.WhenAll(dependencies.Select(dependency => services.Notifications.WaitForResourceHealthyAsync(
                dependency.Name, WaitBehavior.WaitOnResourceUnavailable, cancellationToken))).ConfigureAwait(false);
        }
        finally
        {
            _isWaiting = false;
        }
    }

    /// <summary>What a check said of the last run says nothing of this one.</summary>
    private async Task ForgetHealthAsync()
    {
        foreach (var one in children.Prepend(resource))
        {
            await services.Notifications.PublishUpdateAsync(one, s => s with
            {
                HealthReports = [.. one.Annotations.OfType<HealthCheckAnnotation>().Select(check => new HealthReportSnapshot(check.Key, null, null, null))],
            }).ConfigureAwait(false);
        }
    }

    private async Task<IRunningProgram> LaunchAsync(CancellationToken cancellationToken)
    {
        var log = services.Logs.Log(resource.Name);
        void Output(OutputLine line) => log.Write(line.Text, line.IsError);
        return resource switch
        {
            ContainerResource container => await services.Runtime.StartAsync(
                await services.Launches.ContainerAsync(container, cancellationToken).ConfigureAwait(false), Output, cancellationToken).ConfigureAwait(false),
            ProjectResource project => await services.Runtime.StartAsync(
                await services.Launches.ProjectAsync(project, cancellationToken).ConfigureAwait(false), Output, cancellationToken).ConfigureAwait(false),
            _ => throw new InvalidOperationException($"'{resource.Name}' is nothing that can be started."),
        };
    }

    /// <summary>Follows the program to its end, and the health of the resource and of what lives in it meanwhile.</summary>
    private async Task WatchAsync(IRunningProgram program, CancellationTokenSource running)
    {
        var health = Task.WhenAll(children.Prepend(resource).Select(one => services.Health.RunAsync(one, running.Token)));
        var exitCode = await program.Exited.ConfigureAwait(false);
        await running.CancelAsync().ConfigureAwait(false);
        await health.ConfigureAwait(false);
        if (exitCode != 0 && (program as IExplainsExit)?.Explanation is { } explanation)
        {
            services.Logs.Log(resource.Name).Fail(explanation);
        }

        await PublishAsync(s => s with
        {
            State = new(KnownResourceStates.Exited, exitCode == 0 ? "info" : "error"),
            ExitCode = exitCode,
            StopTimeStamp = DateTime.UtcNow,
            IsReady = false,
        }).ConfigureAwait(false);
    }

    private async Task PublishAsync(Func<CustomResourceSnapshot, CustomResourceSnapshot> change)
    {
        foreach (var one in children.Prepend(resource))
        {
            await services.Notifications.PublishUpdateAsync(one, change).ConfigureAwait(false);
        }
    }
}
