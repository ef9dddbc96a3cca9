using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Orchestration;

/// <summary>Runs a resource's health checks while its program runs, and tells when it is ready.</summary>
internal sealed class HealthMonitor(
    HealthCheckService checks, ResourceNotificationService notifications, ResourceLoggerService logs, IDistributedApplicationEventing eventing, IServiceProvider services)
{
    private static readonly TimeSpan UntilHealthy = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan WhileHealthy = TimeSpan.FromSeconds(5);

    public async Task RunAsync(IResource resource, CancellationToken cancellationToken)
    {
        var keys = resource.Annotations.OfType<HealthCheckAnnotation>().Select(a => a.Key).ToHashSet();
        var isReady = false;
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                var isHealthy = keys.Count == 0 || await CheckAsync(resource, keys, cancellationToken).ConfigureAwait(false);
                if (isHealthy && !isReady)
                {
                    await eventing.PublishAsync(new ResourceReadyEvent(resource, services), cancellationToken).ConfigureAwait(false);
                    await notifications.PublishUpdateAsync(resource, s => s with { IsReady = true }).ConfigureAwait(false);
                    isReady = true;
                }

                await Task.Delay(isHealthy ? WhileHealthy : UntilHealthy, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The program ended, or is being stopped.
        }
        catch (Exception e)
        {
            logs.Log(resource.Name).Fail($"A handler of the ready event failed: {e.Message}");
            await notifications.PublishUpdateAsync(resource, s => s with { State = new(KnownResourceStates.FailedToStart, "error") }).ConfigureAwait(false);
        }
    }

    private async Task<bool> CheckAsync(IResource resource, HashSet<string> keys, CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(check => keys.Contains(check.Name), cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        await notifications.PublishUpdateAsync(resource, snapshot => snapshot with
        {
            HealthReports = [.. report.Entries.Select(e => new HealthReportSnapshot(e.Key, e.Value.Status, e.Value.Description, e.Value.Exception?.ToString()))],
        }).ConfigureAwait(false);
        return report.Status == HealthStatus.Healthy;
    }
}
