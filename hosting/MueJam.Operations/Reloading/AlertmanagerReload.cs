using Microsoft.Extensions.DependencyInjection;
using MueJam.Operations.Servers;

namespace MueJam.Operations.Reloading;

/// <summary>
/// Brings changed files to a running Alertmanager: writes them with this run's addresses, then asks it to read them.
/// </summary>
/// <param name="endpoint">The Alertmanager.</param>
/// <param name="login">The login that it asks for; null when it asks for none.</param>
/// <param name="folder">Its files.</param>
/// <param name="change">Makes of <c>alertmanager.yml</c> what this run needs.</param>
public sealed class AlertmanagerReload(
    EndpointReference endpoint,
    Func<ServerLogin?> login,
    AlertmanagerFolder folder,
    Func<AlertmanagerConfiguration, CancellationToken, Task> change
) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _isDisposed;
    private volatile bool _isWritten;

    /// <summary>Writes the files for a start.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        await folder.WriteAsync(change, cancellationToken);
        _isWritten = true;
    }

    /// <summary>Writes the files and has them read, if there was a start.</summary>
    /// <returns>As <see cref="RunAsync"/> says.</returns>
    /// <exception cref="InvalidOperationException">There was none: the addresses are not known yet.</exception>
    public Task<string?> RunAgainAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        _isWritten
            ? RunAsync(services, cancellationToken)
            : throw new InvalidOperationException("Alertmanager has not been started yet.");

    /// <summary>Writes the files and has them read.</summary>
    /// <returns>What is wrong with them, in which case the configuration before them stays in force; or
    /// <see langword="null"/>.</returns>
    public async Task<string?> RunAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // Before anything is written: Alertmanager itself would take them, and fail with its next message.
            if (AlertmanagerTemplates.Problem(folder.Source) is { } problem)
            {
                return problem;
            }

            await WriteAsync(cancellationToken);
            using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient();
            client.DefaultRequestHeaders.Authorization = login() is { } asked
                ? await asked.HeaderAsync(cancellationToken)
                : null;
            using var answer = await client.PostAsync(
                new Uri(new Uri(endpoint.Url), "/-/reload"),
                null,
                cancellationToken
            );
            return answer.IsSuccessStatusCode
                ? null
                : (await answer.Content.ReadAsStringAsync(cancellationToken)).Trim();
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

    /// <summary>Removes the copy.</summary>
    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _isDisposed, true))
        {
            folder.Delete();
            _turn.Dispose();
        }
    }
}
