using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MueJam.AppHost.Monitoring;

/// <summary>Brings changed files to a running Alertmanager: writes them with this run's addresses, then asks it to read them.</summary>
internal sealed class AlertmanagerReload(AlertmanagerResource resource, string source, AlertmanagerFolder folder, Func<AlertmanagerConfiguration, CancellationToken, Task> change)
    : IDisposable
{
    /// <summary>An editor saves in several steps.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private FileSystemWatcher? _watcher;
    private Timer? _timer;
    private volatile bool _isWritten;

    /// <summary>Writes the files for a start.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        await folder.WriteAsync(change, cancellationToken).ConfigureAwait(false);
        _isWritten = true;
    }

    /// <summary>Reloads whenever a file of the source folder changes, until the application ends.</summary>
    public void Watch(IServiceProvider services)
    {
        var logger = services.GetRequiredService<ResourceLoggerService>().GetLogger(resource);
        var lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        _timer = new Timer(_ => _ = ReloadAsync(services, logger, lifetime.ApplicationStopping));
        _watcher = new FileSystemWatcher(source) { IncludeSubdirectories = true };
        foreach (var pattern in AlertmanagerFolder.Patterns)
        {
            _watcher.Filters.Add(pattern);
        }

        void Changed(object sender, FileSystemEventArgs e) => _timer.Change(Quiet, Timeout.InfiniteTimeSpan);
        _watcher.Changed += Changed;
        _watcher.Created += Changed;
        _watcher.Deleted += Changed;
        _watcher.Renamed += Changed;
        _watcher.EnableRaisingEvents = true;
        lifetime.ApplicationStopped.Register(Dispose);
    }

    /// <summary>Writes the files and has them read.</summary>
    /// <returns>What is wrong with them, in which case the configuration before them stays in force; or <see langword="null"/>.</returns>
    public async Task<string?> ReloadAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await WriteAsync(cancellationToken).ConfigureAwait(false);
            using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient();
            using var answer = await client.PostAsync(new Uri(new Uri(resource.PrimaryEndpoint.Url), "/-/reload"), null, cancellationToken).ConfigureAwait(false);
            return answer.IsSuccessStatusCode ? null : (await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false)).Trim();
        }
        catch (Exception e) when (e is DistributedApplicationException or IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _watcher?.Dispose();
        _timer?.Dispose();
        folder.Dispose();
        _turn.Dispose();
    }

    private async Task ReloadAsync(IServiceProvider services, ILogger logger, CancellationToken stopping)
    {
        // Before the first start the addresses are not known, and the start writes the files anyway.
        if (!_isWritten)
        {
            return;
        }

        try
        {
            if (await ReloadAsync(services, stopping).ConfigureAwait(false) is { } problem)
            {
                logger.LogError("The change of Alertmanager's files is not in force; those before it still are. {Problem}", problem);
            }
            else
            {
                logger.LogInformation("Alertmanager's files have changed and are in force.");
            }
        }
        catch (HttpRequestException)
        {
            logger.LogInformation("Alertmanager's files have changed; it reads them when it starts.");
        }
        catch (OperationCanceledException)
        {
            // The application ends.
        }
    }
}
