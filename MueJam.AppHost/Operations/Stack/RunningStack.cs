using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MueJam.AppHost.Operations.Control;

namespace MueJam.AppHost.Operations;

/// <summary>The stack that this AppHost runs, as operations reach it. Addresses and secrets are asked of the model when they are needed.</summary>
internal sealed class RunningStack(
    DistributedApplicationModel model, ResourceStates states, ResourceNotificationService notifications, ResourceCommandService commands, ResourceLoggerService logs,
    IHttpClientFactory clients, IConfiguration configuration, StackFolders folders, StackName name)
{
    /// <summary>A server that does not answer by then is reported as down.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    public string Name => name.Value;

    public StackFolders Folders => folders;

    public ResourceStates States => states;

    public ResourceLogs Logs { get; } = new(logs);

    public PrometheusApi Prometheus => new(Client("prometheus"));

    public AlertmanagerApi Alertmanager => new(Client("alertmanager"));

    public HttpClient Api => Client("api");

    /// <summary>The development inbox; null when every channel is real.</summary>
    public HttpClient? Inbox => model.Resources.Any(r => r.Name == "inbox") ? Client("inbox") : null;

    /// <summary>The channel has no credential: its messages go to the inbox.</summary>
    public bool IsInbox(string integration)
        => Inbox is not null && NotificationChannel.All.Any(channel => channel.Name == integration && string.IsNullOrEmpty(configuration[channel.CredentialKey]));

    /// <summary>Everything that runs or should: no parameters, and nothing that the orchestrator added for its own use.</summary>
    public IEnumerable<IResource> Resources => model.Resources.Where(resource => resource is not ParameterResource && states[resource.Name] is not { IsHidden: true });

    public IResource Resource(string name) => model.Resources.Single(resource => resource.Name == name);

    /// <summary>Grafana's HTTP API, as its administrator; null where no Grafana can run.</summary>
    public async Task<HttpClient?> GrafanaAsync(CancellationToken cancellationToken)
    {
        if (states["grafana"]?.State?.Text == KnownResourceStates.RuntimeUnhealthy)
        {
            return null;
        }

        var user = configuration["GRAFANA_ADMIN_USER"] is { Length: > 0 } configured ? configured : "admin";
        var password = await model.Resources.OfType<ParameterResource>().Single(p => p.Name == "grafana-admin-password").GetValueAsync(cancellationToken);
        var client = Client("grafana");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        return client;
    }

    /// <summary>The connection string of a server or database; it holds a secret.</summary>
    public async Task<string> ConnectionStringAsync(string resource, CancellationToken cancellationToken)
        => await ((IResourceWithConnectionString)Resource(resource)).GetConnectionStringAsync(cancellationToken)
            ?? throw new OperationException($"'{resource}' has no address yet: it has not started.");

    /// <summary>Runs a resource's command.</summary>
    public Task<ExecuteCommandResult> ExecuteAsync(string resource, string command, CancellationToken cancellationToken)
        => commands.ExecuteCommandAsync(Resource(resource), command, cancellationToken);

    /// <summary>Restarts a resource and waits until it is healthy again.</summary>
    public async Task RestartAsync(string resource, CancellationToken cancellationToken)
    {
        var result = await ExecuteAsync(resource, KnownResourceCommands.RestartCommand, cancellationToken);
        if (!result.Success)
        {
            throw new OperationException($"'{resource}' could not be restarted: {result.Message}");
        }

        await notifications.WaitForResourceHealthyAsync(resource, WaitBehavior.WaitOnResourceUnavailable, cancellationToken);
    }

    /// <summary>Waits until a resource is healthy, or known to be not available on this machine.</summary>
    public Task ReadyAsync(string resource, CancellationToken cancellationToken)
        => notifications.WaitForResourceAsync(
            resource,
            known => known.Snapshot.HealthStatus is HealthStatus.Healthy || known.Snapshot.State?.Text == KnownResourceStates.RuntimeUnhealthy,
            cancellationToken);

    private HttpClient Client(string resource)
    {
        var client = clients.CreateClient();
        client.BaseAddress = new Uri(new EndpointReference((IResourceWithEndpoints)Resource(resource), "http").Url);
        client.Timeout = Timeout;
        return client;
    }
}

/// <summary>Folders on this machine.</summary>
/// <param name="Prometheus">Of <c>prometheus.yml</c> and the rules.</param>
/// <param name="Alertmanager">Of <c>alertmanager.yml</c>.</param>
/// <param name="Grafana">Of provisioning and dashboards.</param>
/// <param name="Backups">Where backups go when nothing else is said.</param>
internal sealed record StackFolders(string Prometheus, string Alertmanager, string Grafana, string Backups);
