using MueJam.AppHost.Health;
using MueJam.Startup.Configuration;

namespace MueJam.AppHost.Library;

/// <summary>How the API is reached.</summary>
internal static class ApiEndpointExtensions
{
    /// <summary>
    /// Has the API itself listen: whoever asks while it is down is refused at once, and no connection is cut between.
    /// </summary>
    /// <param name="api">The API; its launch profile names the port.</param>
    /// <param name="hasFreePort">Another has that port.</param>
    public static IResourceBuilder<ProjectResource> WithoutProxy(
        this IResourceBuilder<ProjectResource> api,
        bool hasFreePort
    ) =>
        api.WithEndpoint(
            "http",
            endpoint =>
            {
                endpoint.IsProxied = false;
                // Aspire gives a random port to what has a proxy alone.
                if (hasFreePort || api.ApplicationBuilder.HasRandomPorts())
                {
                    endpoint.Port = endpoint.TargetPort = null;
                }
            }
        );

    /// <summary>As healthy as it says of itself: degraded where it serves without its cache or replica.</summary>
    /// <param name="api">The API.</param>
    public static IResourceBuilder<ProjectResource> WithReadinessCheck(this IResourceBuilder<ProjectResource> api) =>
        api.WithHealthCheck(clients => new ReadinessHealthCheck(api.GetEndpoint("http"), clients));
}
