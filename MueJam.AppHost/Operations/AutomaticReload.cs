using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MueJam.AppHost.Configuration;

namespace MueJam.AppHost.Operations;

/// <summary>Reloads Prometheus when a file of its folder changes; what came of it is in its log.</summary>
internal sealed class AutomaticReload(RunningStack stack, ResourceLoggerService logs) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
        => FolderWatch.RunAsync(stack.Folders.Prometheus, IsConfiguration, ReloadAsync, stoppingToken);

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
        catch (HttpRequestException e)
        {
            // It is down or starting: it reads its files when it starts.
            log.LogInformation("The changed files are read at the next start. {Reason}", e.Message);
        }
    }
}
