using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MueJam.AppHost.Configuration;

/// <summary>Has a server read its files again whenever one of them changes; what came of it is in the server's log.</summary>
/// <param name="folder">The files, with those in folders below.</param>
/// <param name="isPart">Which of them the server reads, by their full path.</param>
/// <param name="reload">Puts the files into effect, and returns why they are refused; fails while the server is down.</param>
/// <param name="server">Whose log tells of it.</param>
/// <param name="logs">The logs of all resources.</param>
internal sealed class LiveFiles(
    string folder, Func<string, bool> isPart, Func<CancellationToken, Task<string?>> reload, IResource server, ResourceLoggerService logs) : BackgroundService
{
    /// <summary>Asked for each time: a resource has the log that people see only once it has been given its container or process.</summary>
    private ILogger Log => logs.GetLogger(server);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await FolderWatch.RunAsync(folder, isPart, ReloadAsync, stoppingToken);
        }
        catch (Exception e) when (e is IOException or ArgumentException)
        {
            // The folder is missing, or the system watches no more folders: nothing that the stack must end for.
            Log.LogWarning("Changed files are not noticed, give 'ops reload'. {Reason}", e.Message);
        }
    }

    private async Task ReloadAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await reload(cancellationToken) is { } refusal)
            {
                Log.LogWarning("A changed file is refused, what runs stays. {Reason}", refusal);
            }
            else
            {
                Log.LogInformation("The changed files are in effect.");
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // It is down or starting: it reads its files when it starts.
            Log.LogInformation("The changed files are read at the next start. {Reason}", e.Message);
        }
    }
}
