namespace MueJam.AppHost.Monitoring;

/// <summary>A Prometheus server.</summary>
/// <param name="name">The resource's name.</param>
public sealed class PrometheusResource(string name) : ContainerResource(name)
{
    internal const string PrimaryEndpointName = "http";

    /// <summary>The web page and HTTP API.</summary>
    public EndpointReference PrimaryEndpoint => field ??= new(this, PrimaryEndpointName);
}
