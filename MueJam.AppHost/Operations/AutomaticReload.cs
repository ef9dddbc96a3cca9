using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MueJam.AppHost.Configuration;

namespace MueJam.AppHost.Operations;

/// <summary>Reloads Prometheus when a file of its folder changes; what came of it is in its log.</summary>
internal sealed class AutomaticReload(RunningStack stack, ResourceLoggerService logs) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await FolderWatch.RunAsync(stack.Folders.Prometheus, IsConfiguration, ReloadAsync, stoppingToken);
        }
        catch (Exception e) when (e is IOException or ArgumentException)
        {
            // The folder is missing, or the system watches no more folders: nothing that the stack must end for.
            logs.GetLogger(stack.Resource("prometheus")).LogWarning("Changed files are not noticed, give 'ops reload'. {Reason}", e.Message);
        }
    }

    private static bool IsConfiguration(string path) => Path.GetExtension(path) is ".yml" or ".yaml";

    private async Task ReloadAsync(CancellationToken cancellationToken)
    {
        var log = logs.GetLogger(stack.Resource("prometheus"));
        try
        {
            if (await PrometheusReload.RunAsync(stack, cancellationToken) is { } refusal)
            {
                log.LogWarning("A changed file is refused, what runs stays. {Reason}", refusal);
            }
            else
            {
                log.LogInformation("The changed files are in effect.");
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // It is down or starting: it reads its files when it starts.
            log.LogInformation("The changed files are read at the next start. {Reason}", e.Message);
        }
    }
}
