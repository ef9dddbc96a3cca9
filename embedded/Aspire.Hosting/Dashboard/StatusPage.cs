using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>The table of resources as a page on the loopback interface, with logs and commands.</summary>
internal sealed class StatusPage(
    DistributedApplicationModel model, ResourceNotificationService notifications, ResourceLoggerService logs, ResourceCommandService commands, IConfiguration configuration)
{
    private const int DefaultPort = 15888;
    private const string TokenHeader = "X-Page-Token";

    /// <summary>Known to the page alone, so that no other site can press its buttons.</summary>
    private readonly string _token = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
    private WebApplication? _app;

    /// <summary>Starts on <c>Embedded:DashboardPort</c> (0: a free one), or on a free port when it is taken.</summary>
    /// <returns>The address.</returns>
    public async Task<string> StartAsync(CancellationToken cancellationToken)
    {
        var isRandom = configuration.GetValue<bool>("DcpPublisher:RandomizePorts");
        var port = configuration.GetValue<int?>("Embedded:DashboardPort") ?? (isRandom ? 0 : DefaultPort);
        try
        {
            return await StartOnAsync(port, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException) when (port != 0)
        {
            return await StartOnAsync(0, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task StopAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<string> StartOnAsync(int port, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Use(OnlyLocalNames);
        _app.MapGet("/", () => Results.Content(Page().Replace("{{token}}", _token, StringComparison.Ordinal), "text/html; charset=utf-8"));
        _app.MapGet("/api/resources", () => Results.Json(model.Resources.Where(r => r is not ParameterResource).Select(Row)));
        _app.MapGet("/logs/{name}", (string name) => model.Resources.Any(r => r.Name == name)
            ? Results.Text(string.Join('\n', logs.Log(name).Last(500).Select(line => line.Content)))
            : Results.NotFound());
        _app.MapPost("/api/resources/{name}/{command}", RunAsync);
        await _app.StartAsync(cancellationToken).ConfigureAwait(false);
        return _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
    }

    /// <summary>A name that resolves to this machine must not open the page to its owner.</summary>
    private static Task OnlyLocalNames(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Host.Host is "127.0.0.1" or "localhost")
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    }

    private async Task<IResult> RunAsync(string name, string command, HttpContext context)
    {
        if (context.Request.Headers[TokenHeader] != _token)
        {
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        var result = await commands.ExecuteCommandAsync(name, command, context.RequestAborted).ConfigureAwait(false);
        return Results.Json(new { success = result.Success, message = result.Message });
    }

    private object Row(IResource resource)
    {
        notifications.TryGetCurrentState(resource.Name, out var current);
        var snapshot = current?.Snapshot;
        return new
        {
            name = resource.Name,
            state = snapshot?.State?.Text,
            style = snapshot?.State?.Style,
            health = snapshot?.HealthStatus?.ToString(),
            reports = snapshot?.HealthReports.Select(r => r.Description).Where(text => !string.IsNullOrEmpty(text)) ?? [],
            urls = snapshot?.Urls.Select(url => new { url = url.Url, text = url.DisplayProperties.DisplayName is { Length: > 0 } text ? text : url.Url, isLink = !url.IsInternal }) ?? [],
            commands = resource.Annotations.OfType<ResourceCommandAnnotation>().Select(c => new { name = c.Name, text = c.DisplayName, about = c.DisplayDescription, ask = c.ConfirmationMessage }),
        };
    }

    private static string Page()
    {
        using var stream = typeof(StatusPage).Assembly.GetManifestResourceStream("status.html")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
