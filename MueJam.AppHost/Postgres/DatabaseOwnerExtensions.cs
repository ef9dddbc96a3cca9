namespace MueJam.AppHost.Postgres;

/// <summary>
/// Databases that belong to a login of their own: what works with one is no administrator of its server.
/// </summary>
public static class DatabaseOwnerExtensions
{
    /// <summary>
    /// Gives a database its owner: a login that may do everything in it and read the server's statistics, and nothing
    /// else.
    /// </summary>
    /// <remarks>
    /// A script makes it on a new volume. Whenever the database is ready it is made sure of, for the volume may be
    /// older; its password becomes the one that is configured.
    /// </remarks>
    /// <param name="builder">The database.</param>
    /// <param name="user">The login's name.</param>
    /// <param name="password">Its password, in <c>[A-Za-z0-9._-]</c>.</param>
    public static IResourceBuilder<PostgresDatabaseResource> WithOwner(
        this IResourceBuilder<PostgresDatabaseResource> builder,
        string user,
        IResourceBuilder<ParameterResource> password
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(user);
        ArgumentNullException.ThrowIfNull(password);

        var database = builder.Resource;
        builder
            .ApplicationBuilder.CreateResourceBuilder(database.Parent)
            .WithEnvironment("OWNER_USER", user)
            .WithVerifier("OWNER_PASSWORD", password)
            .WithEnvironment("OWNED_DATABASE", database.DatabaseName)
            .WithInitScript("30-owner.sh");
        builder.ApplicationBuilder.Eventing.Subscribe<ResourceReadyEvent>(
            database,
            (_, cancellationToken) => DatabaseOwner.EnsureAsync(database, cancellationToken)
        );
        return builder.WithAnnotation(new DatabaseOwnerAnnotation(user, password.Resource));
    }

    /// <summary>Gives a project the connection string of a database, as its owner.</summary>
    /// <param name="builder">The project.</param>
    /// <param name="database">The database.</param>
    /// <exception cref="DistributedApplicationException">It has no owner.</exception>
    public static IResourceBuilder<T> WithOwnerReference<T>(
        this IResourceBuilder<T> builder,
        IResourceBuilder<PostgresDatabaseResource> database
    )
        where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(database);
        return builder.WithEnvironment(
            $"ConnectionStrings__{database.Resource.Name}",
            database.Resource.OwnerConnection(database.Resource.Parent)
        );
    }

    /// <summary>The connection string of a database's owner.</summary>
    /// <param name="database">The database.</param>
    /// <param name="server">Its server, or a replica of that.</param>
    /// <exception cref="DistributedApplicationException">It has no owner.</exception>
    internal static ReferenceExpression OwnerConnection(
        this PostgresDatabaseResource database,
        PostgresServerResource server
    )
    {
        var (endpoint, owner) = (server.PrimaryEndpoint, database.Owner());
        return ReferenceExpression.Create(
            $"Host={endpoint.Property(EndpointProperty.Host)};Port={endpoint.Property(EndpointProperty.Port)};"
                + $"Username={owner.User};Password={owner.Password};Database={database.DatabaseName}"
        );
    }

    internal static DatabaseOwnerAnnotation Owner(this PostgresDatabaseResource database) =>
        database.TryGetLastAnnotation<DatabaseOwnerAnnotation>(out var owner)
            ? owner
            : throw new DistributedApplicationException($"'{database.Name}' has no owner: call WithOwner first.");
}

/// <summary>The login that a database belongs to.</summary>
internal sealed record DatabaseOwnerAnnotation(string User, ParameterResource Password) : IResourceAnnotation;
