using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MueJam.AppHost.Operations.Control;

/// <summary>Runs operations for the shell: HTTP on a Unix socket that only the AppHost's user can open.</summary>
/// <remarks>The operations run here, so that no secret leaves the AppHost and resources can be stopped and started.</remarks>
internal sealed class ControlServer(OperationRunner operations, StackName name, ILogger<ControlServer> logger) : IHostedService, IAsyncDisposable
{
    private StackRecord? _record;
    private WebApplication? _app;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            StackRecord.DeleteAbandoned();
            var record = StackRecord.Create(name.Value);
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(record.Socket));
            builder.Services.AddRoutingCore();
            builder.Logging.ClearProviders();
            _app = builder.Build();
            _app.MapGet("/", () => Results.Ok());
            _app.MapPost("/{operation}", RunAsync);
            await _app.StartAsync(cancellationToken);
            record.Write();
            _record = record;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Everything else works without it.
            logger.LogWarning("The stack cannot be operated from a shell: {Reason}", e.Message);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _record?.Delete();
        _record = null;
        if (_app is not null)
        {
            // Whoever waits for an operation is not waited for.
            await _app.DisposeAsync();
            _app = null;
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    private async Task RunAsync(string operation, HttpContext context)
    {
        var options = await context.Request.ReadFromJsonAsync<Dictionary<string, string?>>(context.RequestAborted) ?? [];
        context.Response.ContentType = "application/x-ndjson";
        var events = Channel.CreateUnbounded<ReportEvent>();
        var running = Task.Run(async () =>
        {
            try
            {
                var exitCode = await operations.RunAsync(operation, new OperationOptions(options), new Report(e => events.Writer.TryWrite(e)), context.RequestAborted);
                events.Writer.TryWrite(new ReportEvent(ReportKind.End, ExitCode: exitCode));
            }
            finally
            {
                events.Writer.Complete();
            }
        });
        await foreach (var happened in events.Reader.ReadAllAsync(CancellationToken.None))
        {
            if (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync($"{JsonSerializer.Serialize(happened)}\n");
                await context.Response.Body.FlushAsync();
            }
        }

        await running;
    }
}

/// <summary>The stack's name: the prefix of its volumes.</summary>
internal sealed record StackName(string Value);
