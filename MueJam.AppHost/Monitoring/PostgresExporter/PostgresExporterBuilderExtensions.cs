using MueJam.AppHost.Postgres;

namespace MueJam.AppHost.Monitoring;

/// <summary>Adds PostgreSQL exporters to the model.</summary>
public static class PostgresExporterBuilderExtensions
{
    private const string QueriesFolder = "/etc/postgres-exporter";

    /// <summary>Adds an exporter.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="configuration">The folder of <c>queries.yml</c>: what it asks beyond its own questions.</param>
    /// <param name="port">The port on this machine; a free one when null.</param>
    public static IResourceBuilder<PostgresExporterResource> AddPostgresExporter(
        this IDistributedApplicationBuilder builder,
        [ResourceName] string name,
        string configuration,
        int? port = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(configuration);

        return builder
            .AddResource(new PostgresExporterResource(name))
            .WithImage(PostgresExporterContainerImageTags.Image, PostgresExporterContainerImageTags.Tag)
            .WithImageRegistry(PostgresExporterContainerImageTags.Registry)
            .WithIconName("ArrowExport")
            .WithHttpEndpoint(port: port, targetPort: 9187, name: PostgresExporterResource.PrimaryEndpointName)
            .WithBindMount(configuration, QueriesFolder, isReadOnly: true)
            .WithEnvironment("PG_EXPORTER_EXTEND_QUERY_PATH", $"{QueriesFolder}/queries.yml")
            // The landing page: the exporter is well while its database is away, which pg_up tells.
            .WithHttpHealthCheck("/");
    }

    /// <summary>
    /// The server to report on, by the login that <see cref="PostgresServerExtensions.WithMonitoringRole"/> made.
    /// </summary>
    /// <param name="builder">The exporter.</param>
    /// <param name="server">The primary, or a replica (which has the primary's logins).</param>
    /// <param name="database">The database whose tables it reports on.</param>
    /// <exception cref="DistributedApplicationException">The server has no monitoring role.</exception>
    public static IResourceBuilder<PostgresExporterResource> WithTarget<T>(
        this IResourceBuilder<PostgresExporterResource> builder,
        IResourceBuilder<T> server,
        IResourceBuilder<PostgresDatabaseResource> database
    )
        where T : PostgresServerResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(database);

        var primary = server.Resource is PostgresReplicaResource replica ? replica.Primary : server.Resource;
        if (!primary.TryGetLastAnnotation<MonitoringPasswordAnnotation>(out var monitoring))
        {
            throw new DistributedApplicationException(
                $"'{primary.Name}' has no monitoring role: call WithMonitoringRole first."
            );
        }

        var endpoint = server.Resource.PrimaryEndpoint;
        return builder
            .WithEnvironment(
                "DATA_SOURCE_URI",
                ReferenceExpression.Create(
                    $"{endpoint.Property(EndpointProperty.HostAndPort)}/"
                        + $"{database.Resource.DatabaseName}?sslmode=disable"
                )
            )
            .WithEnvironment("DATA_SOURCE_USER", PostgresServerExtensions.MonitoringUser)
            .WithEnvironment("DATA_SOURCE_PASS", ReferenceExpression.Create($"{monitoring.Password}"))
            .WaitFor(database);
    }
}
