using MueJam.Startup.Configuration;

namespace MueJam.AppHost.Library;

/// <summary>The one address of several API instances.</summary>
internal static class BalancerBuilderExtensions
{
    private const string Endpoint = "http";

    /// <summary>What the API believes the balancer about: whose request it is.</summary>
    private const string TrustedProxies = "Proxies__Trusted";

    private const string ThisMachine = "127.0.0.1, ::1";

    /// <summary>Adds a balancer; what is published has the engine's own.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="instances">The instances behind it.</param>
    /// <param name="port">The port on this machine.</param>
    public static IResourceBuilder<ProjectResource> AddBalancer(
        this IDistributedApplicationBuilder builder,
        [ResourceName] string name,
        IReadOnlyList<IResourceBuilder<ProjectResource>> instances,
        int port
    )
    {
        var balancer = builder
            .AddProject<Projects.MueJam_Balancer>(name, launchProfileName: null)
            .ExcludeFromManifest()
            .WithIconName("ArrowSplit")
            .WithHttpEndpoint(port: builder.HasRandomPorts() ? null : port, name: Endpoint, isProxied: false)
            .WithUrlForEndpoint(Endpoint, url => url.DisplayText = "Library API")
            .WithHttpHealthCheck("/alive", endpointName: Endpoint);
        foreach (var instance in instances)
        {
            balancer.WithEnvironment($"INSTANCES__{instance.Resource.Name}", instance.GetEndpoint(Endpoint));
            instance.WithEnvironment(context =>
                context.EnvironmentVariables[TrustedProxies] = context.EnvironmentVariables.TryGetValue(
                    TrustedProxies,
                    out var trusted
                )
                    ? $"{trusted}, {ThisMachine}"
                    : ThisMachine
            );
        }

        return balancer;
    }
}
