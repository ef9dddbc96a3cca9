namespace MueJam.AppHost.Monitoring;

/// <summary>The exporter of one PostgreSQL server's statistics.</summary>
/// <param name="name">The resource's name.</param>
/// <remarks>One per server: given several, Debian's 0.11.1 answers 500 or has one <c>pg_up</c> for all.</remarks>
public sealed class PostgresExporterResource(string name) : ContainerResource(name)
{
    internal const string PrimaryEndpointName = "http";

    /// <summary>Serves <c>/metrics</c>.</summary>
    public EndpointReference PrimaryEndpoint => field ??= new(this, PrimaryEndpointName);
}
