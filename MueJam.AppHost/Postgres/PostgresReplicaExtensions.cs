using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MueJam.AppHost.Postgres;

/// <summary>Adds streaming replicas of a PostgreSQL server to the model.</summary>
public static class PostgresReplicaExtensions
{
    private const string Entrypoint = "replica-entrypoint.sh";

    /// <summary>
    /// Adds a replica: cloned once by <c>pg_basebackup</c>, then streaming through a slot of its own.
    /// </summary>
    /// <param name="primary">The server to follow; it needs
    /// <see cref="PostgresServerExtensions.WithReplication"/>.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="port">The port on this machine; a free one when null.</param>
    /// <exception cref="DistributedApplicationException">The primary allows no replication.</exception>
    public static IResourceBuilder<PostgresReplicaResource> AddReplica(
        this IResourceBuilder<PostgresServerResource> primary,
        [ResourceName] string name,
        int? port = null
    )
    {
        ArgumentNullException.ThrowIfNull(primary);
        ArgumentException.ThrowIfNullOrEmpty(name);

        if (!primary.Resource.TryGetLastAnnotation<ReplicationPasswordAnnotation>(out var replication))
        {
            throw new DistributedApplicationException(
                $"'{primary.Resource.Name}' allows no replication: call WithReplication before AddReplica."
            );
        }

        var replica = new PostgresReplicaResource(name, primary.Resource);
        var image = primary.Resource.Annotations.OfType<ContainerImageAnnotation>().Last();
        var source = primary.Resource.PrimaryEndpoint;
        var healthCheck = $"{name}_check";
        primary.WithAnnotation(new ReplicationSlotAnnotation(replica.SlotName));
        primary
            .ApplicationBuilder.Services.AddHealthChecks()
            .Add(
                new HealthCheckRegistration(
                    healthCheck,
                    _ => new StreamingHealthCheck(replica),
                    failureStatus: null,
                    tags: null
                )
            );

        return primary
            .ApplicationBuilder.AddResource(replica)
            .WithEndpoint(port: port, targetPort: 5432, name: "tcp")
            .WithImage(image.Image, image.Tag ?? "latest")
            .WithImageRegistry(image.Registry)
            .WithIconName("DatabaseMultiple")
            .WithContainerFiles("/usr/local/bin", [PostgresScripts.File(Entrypoint)])
            .WithEntrypoint($"/usr/local/bin/{Entrypoint}")
            .WithEnvironment("PRIMARY_HOST", source.Property(EndpointProperty.Host))
            .WithEnvironment("PRIMARY_PORT", source.Property(EndpointProperty.Port))
            .WithEnvironment("REPLICATION_USER", PostgresServerExtensions.ReplicationUser)
            .WithEnvironment("REPLICATION_PASSWORD", ReferenceExpression.Create($"{replication.Password}"))
            .WithEnvironment("REPLICATION_SLOT", replica.SlotName)
            .WithStatementLogging()
            .WithHealthCheck(healthCheck)
            .WithParentRelationship(primary)
            .WaitFor(primary);
    }

    /// <summary>Keeps the replica's clone on a volume.</summary>
    /// <param name="builder">The replica.</param>
    /// <param name="name">The volume's name.</param>
    public static IResourceBuilder<PostgresReplicaResource> WithDataVolume(
        this IResourceBuilder<PostgresReplicaResource> builder,
        string name
    ) => builder.WithVolume(name, "/var/lib/postgresql");

    /// <summary>
    /// Gives a project the connection string of a database on the replica as its owner, named
    /// <c>{database}-replica</c>.
    /// </summary>
    /// <param name="builder">The project.</param>
    /// <param name="replica">The replica. It is not waited for: without it reads go to the primary.</param>
    /// <param name="database">A database of the primary.</param>
    /// <exception cref="DistributedApplicationException">The database has no owner.</exception>
    public static IResourceBuilder<T> WithReplicaReference<T>(
        this IResourceBuilder<T> builder,
        IResourceBuilder<PostgresReplicaResource> replica,
        IResourceBuilder<PostgresDatabaseResource> database
    )
        where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(replica);
        ArgumentNullException.ThrowIfNull(database);

        return builder.WithEnvironment(
            $"ConnectionStrings__{database.Resource.Name}-replica",
            database.Resource.OwnerConnection(replica.Resource)
        );
    }
}
