using System.Net.Sockets;
using SmtpServer;

namespace MueJam.Inbox.Channels;

/// <summary>Runs the SMTP server beside the web server; a port that cannot be had stops the program.</summary>
internal sealed class SmtpListener(SmtpSettings settings, NotificationStore store, ILogger<SmtpListener> logger)
    : IHostedService,
        IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var options = new SmtpServerOptionsBuilder()
            .ServerName("muejam-inbox")
            .MaxMessageSize(NotificationStore.MaxMessageBytes, MaxMessageSizeHandling.Strict)
            .Endpoint(endpoint => endpoint.Endpoint(settings.Endpoint))
            .Build();
        var services = new SmtpServer.ComponentModel.ServiceProvider();
        services.Add(new EmailStore(store, logger));
        try
        {
            _running = new SmtpServer.SmtpServer(options, services).StartAsync(_stopping.Token);
            if (_running.IsCompleted)
            {
                await _running;
            }
        }
        catch (SocketException e)
        {
            throw new IOException($"Failed to bind to smtp://{settings.Endpoint}: {e.Message}", e);
        }

        logger.LogInformation("Taking e-mail on smtp://{Endpoint}", settings.Endpoint);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();
}
