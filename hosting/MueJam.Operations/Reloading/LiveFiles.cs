using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MueJam.Operations.Reloading;

/// <summary>
/// Has a server read its files again whenever one of them changes; what came of it is in the server's log.
/// </summary>
public static class LiveFiles
{
    /// <summary>Watches the files from the start of the host to its end.</summary>
    /// <param name="server">Whose log tells of it.</param>
    /// <param name="folder">The files, with those in folders below.</param>
    /// <param name="isPart">Which of them the server reads, by their full path.</param>
    /// <param name="reload">Puts the files into effect, and returns why they are refused; fails while the server is
    /// down.</param>
    public static void WithReloadOfChangedFiles(
        this IResourceBuilder<IResource> server,
        string folder,
        Func<string, bool> isPart,
        Func<IServiceProvider, CancellationToken, Task<string?>> reload
    )
    {
        ArgumentNullException.ThrowIfNull(server);
        // Hosted services start only when the last resource has started: that would be late.
        server.ApplicationBuilder.Eventing.Subscribe<BeforeStartEvent>(
            (start, cancellationToken) =>
            {
                var stopping = start.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
                var logs = start.Services.GetRequiredService<ResourceLoggerService>();
                // Asked for each time: a resource has the log that people see only once it has been given its container
                // or process.
                _ = WatchAsync(
                    folder,
                    isPart,
                    token => reload(start.Services, token),
                    () => logs.GetLogger(server.Resource),
                    stopping
                );
                return Task.CompletedTask;
            }
        );
    }

    private static async Task WatchAsync(
        string folder,
        Func<string, bool> isPart,
        Func<CancellationToken, Task<string?>> reload,
        Func<ILogger> log,
        CancellationToken stopping
    )
    {
        try
        {
            await FolderWatch.RunAsync(folder, isPart, token => ReloadAsync(reload, log, token), stopping);
        }
        catch (OperationCanceledException)
        {
            // The host ends.
        }
        catch (Exception e) when (e is IOException or ArgumentException)
        {
            // The folder is missing, or the system watches no more folders: nothing that the stack must end for.
            log().LogWarning("Changed files are not noticed: use the command 'reload'. {Reason}", e.Message);
        }
    }

    private static async Task ReloadAsync(
        Func<CancellationToken, Task<string?>> reload,
        Func<ILogger> log,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (await reload(cancellationToken) is { } refusal)
            {
                log().LogWarning("A changed file is refused, what runs stays. {Reason}", refusal);
            }
            else
            {
                log().LogInformation("The changed files are in effect.");
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // It is down or starting: it reads its files when it starts.
            log().LogInformation("The changed files are read at the next start. {Reason}", e.Message);
        }
    }
}
