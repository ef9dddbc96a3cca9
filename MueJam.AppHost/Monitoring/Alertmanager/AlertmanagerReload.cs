using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MueJam.AppHost.Configuration;

namespace MueJam.AppHost.Monitoring;

/// <summary>Brings changed files to a running Alertmanager: writes them with this run's addresses, then asks it to read them.</summary>
/// <param name="resource">The Alertmanager.</param>
/// <param name="folder">Its files.</param>
/// <param name="change">Makes of <c>alertmanager.yml</c> what this run needs.</param>
internal sealed class AlertmanagerReload(AlertmanagerResource resource, AlertmanagerFolder folder, Func<AlertmanagerConfiguration, CancellationToken, Task> change) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _end = new();
    private bool _isDisposed;
    private volatile bool _isWritten;

    /// <summary>Writes the files for a start.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        await folder.WriteAsync(change, cancellationToken);
        _isWritten = true;
    }

    /// <summary>Reloads whenever a file of the source folder changes.</summary>
    public void Watch(IServiceProvider services)
    {
        var logger = services.GetRequiredService<ResourceLoggerService>().GetLogger(resource);
        _ = FolderWatch.RunAsync(folder.Source, AlertmanagerFolder.IsPart, token => ChangedAsync(services, logger, token), _end.Token);
    }

    /// <summary>Writes the files and has them read.</summary>
    /// <returns>What is wrong with them, in which case the configuration before them stays in force; or <see langword="null"/>.</returns>
    public async Task<string?> RunAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await WriteAsync(cancellationToken);
            using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient();
            using var answer = await client.PostAsync(new Uri(new Uri(resource.PrimaryEndpoint.Url), "/-/reload"), null, cancellationToken);
            return answer.IsSuccessStatusCode ? null : (await answer.Content.ReadAsStringAsync(cancellationToken)).Trim();
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

    /// <summary>Ends watching and removes the copy.</summary>
    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _isDisposed, true))
        {
            _end.Cancel();
            folder.Delete();
            _end.Dispose();
            _turn.Dispose();
        }
    }

    private async Task ChangedAsync(IServiceProvider services, ILogger logger, CancellationToken cancellationToken)
    {
        // Before the first start the addresses are not known, and the start writes the files anyway.
        if (!_isWritten)
        {
            return;
        }

        try
        {
            if (await RunAsync(services, cancellationToken) is { } refusal)
            {
                logger.LogError("A changed file of Alertmanager's is refused, what runs stays. {Reason}", refusal);
            }
            else
            {
                logger.LogInformation("The changed files are in effect.");
            }
        }
        catch (HttpRequestException e)
        {
            // It is down or starting: it reads its files when it starts.
            logger.LogInformation("The changed files are read at the next start. {Reason}", e.Message);
        }
    }
}
