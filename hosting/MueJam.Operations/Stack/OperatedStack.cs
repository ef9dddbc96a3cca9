using Microsoft.Extensions.Diagnostics.HealthChecks;
using MueJam.LocalPrograms.StandIns;
using MueJam.Operations.Servers;

namespace MueJam.Operations.Stack;

/// <summary>
/// The stack that this AppHost runs, as operations reach it. Addresses and secrets are asked of the model when they are
/// needed.
/// </summary>
internal sealed class OperatedStack(
    OperatedModel known,
    DistributedApplicationModel model,
    ResourceNotificationService notifications,
    ResourceCommandService commands,
    ResourceLoggerService logs,
    IHttpClientFactory clients,
    HealthCheckService checks
)
{
    /// <summary>The clients that log in to Prometheus and Alertmanager, and to the API's metrics.</summary>
    public const string WithLogin = "monitoring",
        WithMetricsLogin = "metrics";

    private const string Http = "http";

    /// <summary>A server that does not answer by then is reported as down.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    /// <summary>Who is who.</summary>
    public OperatedModel Known => known;

    public ResourceLogs Logs { get; } = new(logs);

    public PrometheusApi Prometheus => new(Client(known.Prometheus, WithLogin));

    public AlertmanagerApi Alertmanager => new(Client(known.Alertmanager, WithLogin));

    /// <summary>An instance of the API, whose metrics are read by a login.</summary>
    public HttpClient Api(IResourceBuilder<IResourceWithEndpoints> instance) => Client(instance, WithMetricsLogin);

    /// <summary>Null when every channel is real.</summary>
    public InboxApi? Inbox => known.Inbox is { } inbox ? new(Client(inbox)) : null;

    /// <summary>
    /// Everything that runs or should: no parameters, and nothing that the orchestrator added for its own use.
    /// </summary>
    public IEnumerable<IResource> Resources =>
        model.Resources.Where(resource =>
            resource is not ParameterResource && State(resource.Name) is not { IsHidden: true }
        );

    /// <summary>The resource that has the name: a container of the model may have been replaced.</summary>
    public IResource Current(IResourceBuilder<IResource> resource) =>
        model.Resources.Single(other => other.Name == resource.Resource.Name);

    /// <summary>The last known state; null before anything is known.</summary>
    public CustomResourceSnapshot? State(string resource) =>
        notifications.TryGetCurrentState(resource, out var current) ? current.Snapshot : null;

    /// <summary>How the resources are, by their checks as they answer now; the worst first.</summary>
    public Task<IReadOnlyList<ResourceState>> ResourceStatesAsync(CancellationToken cancellationToken) =>
        new ResourceStates(this, checks).ReadAsync(cancellationToken);

    /// <summary>It cannot run on this machine, and the stack goes on without it.</summary>
    public bool IsUnavailable(string resource) =>
        State(resource)?.State?.Text == KnownResourceStates.RuntimeUnhealthy
        || model.Resources.Any(other =>
            other.Name == resource && other.Annotations.OfType<UnavailableAnnotation>().Any()
        );

    /// <summary>Where a server is.</summary>
    public static string Address(IResourceBuilder<IResourceWithEndpoints> resource) => resource.GetEndpoint(Http).Url;

    /// <summary>Where people find the page of Prometheus or Alertmanager, which themselves ask for a login.</summary>
    public string Page(IResourceBuilder<IResource> server) => known.Gate.GetEndpoint(server.Resource.Name).Url;

    /// <summary>Where people find a resource; null where it has no address.</summary>
    public string? Page(string resource) =>
        known
            .Gate.Resource.GetEndpoints()
            .Concat(
                model
                    .Resources.OfType<IResourceWithEndpoints>()
                    .Where(other => other.Name == resource)
                    .SelectMany(other => other.GetEndpoints())
            )
            .FirstOrDefault(endpoint =>
                endpoint.IsAllocated && (endpoint.Resource.Name == resource || endpoint.EndpointName == resource)
            )
            ?.Url;

    /// <summary>The channel has no credential: its messages go to the inbox.</summary>
    public bool IsInbox(string integration) =>
        known.Channels.Any(channel => channel.Name == integration && !channel.IsReal);

    /// <summary>Grafana's HTTP API, as its administrator; null where no Grafana can run.</summary>
    public async Task<GrafanaApi?> GrafanaAsync(CancellationToken cancellationToken)
    {
        if (IsUnavailable(known.Grafana.Resource.Name))
        {
            return null;
        }

        var client = Client(known.Grafana);
        client.DefaultRequestHeaders.Authorization = await new ServerLogin(
            known.GrafanaUser,
            known.GrafanaPassword
        ).HeaderAsync(cancellationToken);
        return new(client);
    }

    /// <summary>The connection string of a server or database; it holds a secret.</summary>
    public async Task<string> ConnectionStringAsync(
        IResourceBuilder<IResourceWithConnectionString> resource,
        CancellationToken cancellationToken
    ) =>
        await ((IResourceWithConnectionString)Current(resource)).GetConnectionStringAsync(cancellationToken)
        ?? throw new OperationException($"'{resource.Resource.Name}' has no address yet: it has not started.");

    /// <summary>Restarts a resource and waits until it serves again.</summary>
    public async Task RestartAsync(IResourceBuilder<IResource> resource, CancellationToken cancellationToken)
    {
        await ExecuteAsync(resource, KnownResourceCommands.RestartCommand, cancellationToken);
        await ReadyAsync(resource, cancellationToken);
    }

    /// <summary>Has nothing of these resources run while something is done, and waits until they serve again.</summary>
    public async Task WithoutAsync(
        IReadOnlyList<IResourceBuilder<IResource>> resources,
        Func<Task> action,
        CancellationToken cancellationToken
    )
    {
        var running = resources.Where(IsRunning).ToList();
        await Task.WhenAll(
            running.Select(async resource =>
            {
                await ExecuteAsync(resource, KnownResourceCommands.StopCommand, cancellationToken);
                await notifications.WaitForResourceAsync(
                    resource.Resource.Name,
                    KnownResourceStates.TerminalStates,
                    cancellationToken
                );
            })
        );
        try
        {
            await action();
        }
        catch
        {
            // Without whoever asked: what they need may be what failed, and they wait for it.
            _ = StartAsync(CancellationToken.None);
            throw;
        }

        await StartAsync(cancellationToken);
        await Task.WhenAll(running.Select(resource => ReadyAsync(resource, cancellationToken)));

        async Task StartAsync(CancellationToken token)
        {
            foreach (var resource in running)
            {
                await ExecuteAsync(resource, KnownResourceCommands.StartCommand, token);
            }
        }
    }

    private bool IsRunning(IResourceBuilder<IResource> resource) =>
        State(resource.Resource.Name)?.State?.Text is { } state && !KnownResourceStates.TerminalStates.Contains(state);

    private async Task ExecuteAsync(
        IResourceBuilder<IResource> resource,
        string command,
        CancellationToken cancellationToken
    )
    {
        var result = await commands.ExecuteCommandAsync(Current(resource), command, cancellationToken);
        if (!result.Success)
        {
            throw new OperationException($"'{resource.Resource.Name}' could not {command}: {result.Message}");
        }
    }

    /// <summary>
    /// Waits until a resource serves, if with less than it needs, or is known to be not available on this machine.
    /// </summary>
    public Task ReadyAsync(IResourceBuilder<IResource> resource, CancellationToken cancellationToken) =>
        notifications.WaitForResourceAsync(
            resource.Resource.Name,
            now =>
                now.Snapshot.HealthStatus is HealthStatus.Healthy or HealthStatus.Degraded
                || IsUnavailable(resource.Resource.Name),
            cancellationToken
        );

    private HttpClient Client(IResourceBuilder<IResourceWithEndpoints> resource, string name = "")
    {
        var client = clients.CreateClient(name);
        client.BaseAddress = new Uri(Address(resource));
        client.Timeout = Timeout;
        return client;
    }
}
