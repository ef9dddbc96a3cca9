using MueJam.Operations.Servers;
using MueJam.Startup.Configuration;

namespace MueJam.AppHost.Monitoring;

/// <summary>
/// Adds the gate to the model: what people and their browsers reach of servers that obey whoever asks.
/// </summary>
internal static class GateBuilderExtensions
{
    private const string ServerEndpoint = "http";

    /// <summary>Adds a gate; it is no part of what is published.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="login">The login of the servers behind it.</param>
    public static IResourceBuilder<ProjectResource> AddGate(
        this IDistributedApplicationBuilder builder,
        [ResourceName] string name,
        ServerLogin login
    ) =>
        builder
            .AddProject<Projects.MueJam_Gate>(name, launchProfileName: null)
            .ExcludeFromManifest()
            .WithIconName("ShieldLock")
            .WithEnvironment("LOGIN__USER", login.User)
            .WithEnvironment("LOGIN__PASSWORD", login.Password)
            .WithEnvironment("DOCUMENTS", Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "..", "docs")));

    /// <summary>Puts the gate in front of a server, whose links lead to it from then on.</summary>
    /// <param name="gate">The gate.</param>
    /// <param name="server">The server, with an endpoint <c>http</c>.</param>
    /// <param name="port">The port on this machine; it is the server's own when it is published.</param>
    public static IResourceBuilder<ProjectResource> WithServer<T>(
        this IResourceBuilder<ProjectResource> gate,
        IResourceBuilder<T> server,
        int port
    )
        where T : ContainerResource, IResourceWithEndpoints
    {
        var builder = gate.ApplicationBuilder;
        if (builder.ExecutionContext.IsPublishMode)
        {
            server.WithEndpoint(ServerEndpoint, endpoint => endpoint.Port = port);
            return gate;
        }

        var name = server.Resource.Name;
        var setting = $"SERVERS__{name.ToUpperInvariant()}";
        var page = gate.GetEndpoint(name);
        server
            .WithArgs(async context =>
            {
                context.Args.Add($"--web.external-url={await AddressAsync(context.CancellationToken)}");
                // Whatever path the public address has: whoever leads it here takes that away.
                context.Args.Add("--web.route-prefix=/");
            })
            .WithUrls(async context =>
            {
                foreach (var url in context.Urls.Where(url => url.Endpoint?.EndpointName == ServerEndpoint))
                {
                    url.Url = await AddressAsync(context.CancellationToken);
                }
            });
        return gate
        // No proxy before it, as before the API. Aspire gives a random port to what has a proxy alone.
        .WithHttpEndpoint(
                port: builder.HasRandomPorts() ? null : port,
                name: name,
                env: $"{setting}__PORT",
                isProxied: false
            )
            .WithEnvironment($"{setting}__ADDRESS", server.GetEndpoint(ServerEndpoint))
            .WithEnvironment($"{setting}__PUBLICURL", PublicUrl.Configured(builder.Configuration, name) ?? "")
            .WithHttpHealthCheck("/-/gate", endpointName: name);

        ValueTask<string> AddressAsync(CancellationToken cancellationToken) =>
            PublicUrl.OfAsync(builder.Configuration, name, page, cancellationToken);
    }
}
