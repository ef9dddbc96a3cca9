namespace MueJam.AppHost.Monitoring;

/// <summary>The exporter of Redis's statistics.</summary>
/// <param name="name">The resource's name.</param>
public sealed class RedisExporterResource(string name) : ContainerResource(name)
{
    internal const string PrimaryEndpointName = "http";

    /// <summary>Serves <c>/metrics</c>.</summary>
    public EndpointReference PrimaryEndpoint => field ??= new(this, PrimaryEndpointName);
}
