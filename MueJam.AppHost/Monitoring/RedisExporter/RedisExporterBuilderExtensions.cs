using MueJam.AppHost.Redis;

namespace MueJam.AppHost.Monitoring;

/// <summary>Adds the Redis exporter to the model.</summary>
public static class RedisExporterBuilderExtensions
{
    /// <summary>Adds the exporter.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="port">The port on this machine; a free one when null.</param>
    public static IResourceBuilder<RedisExporterResource> AddRedisExporter(
        this IDistributedApplicationBuilder builder,
        [ResourceName] string name,
        int? port = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);

        return builder
            .AddResource(new RedisExporterResource(name))
            .WithImage(RedisExporterContainerImageTags.Image, RedisExporterContainerImageTags.Tag)
            .WithImageRegistry(RedisExporterContainerImageTags.Registry)
            .WithIconName("ArrowExport")
            .WithHttpEndpoint(port: port, targetPort: 9121, name: RedisExporterResource.PrimaryEndpointName)
            // The landing page: /metrics asks Redis, and the exporter is well while its Redis is away.
            .WithHttpHealthCheck("/health");
    }

    /// <summary>
    /// The Redis to report on, by the login that <see cref="RedisServerExtensions.WithMonitoringUser"/> made.
    /// </summary>
    /// <param name="builder">The exporter.</param>
    /// <param name="redis">The cache.</param>
    /// <exception cref="DistributedApplicationException">The cache has no monitoring user.</exception>
    public static IResourceBuilder<RedisExporterResource> WithTarget(
        this IResourceBuilder<RedisExporterResource> builder,
        IResourceBuilder<RedisResource> redis
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(redis);

        if (!redis.Resource.TryGetLastAnnotation<MonitoringPasswordAnnotation>(out var monitoring))
        {
            throw new DistributedApplicationException(
                $"'{redis.Resource.Name}' has no monitoring user: call WithMonitoringUser first."
            );
        }

        var endpoint = redis.Resource.PrimaryEndpoint;
        var scheme = endpoint.Property(EndpointProperty.Scheme);
        var address = endpoint.Property(EndpointProperty.HostAndPort);
        var login = ReferenceExpression.Create($"{RedisServerExtensions.MonitoringUser}:{monitoring.Password}");
        return builder
            // The endpoint's scheme: redis turns to rediss where a development certificate is trusted.
            // The login is in the address: the exporter would send another to every target that a request names.
            .WithEnvironment("REDIS_ADDR", ReferenceExpression.Create($"{scheme}://{login}@{address}"))
            // Requests name no targets; exporters before 1.83 do not know this setting.
            .WithEnvironment("REDIS_EXPORTER_DISABLE_SCRAPE_ENDPOINT", "true")
            // No settings: its login may not read them.
            .WithEnvironment("REDIS_EXPORTER_CONFIG_COMMAND", "-")
            .WithEnvironment("REDIS_EXPORTER_SKIP_TLS_VERIFICATION", "true")
            .WaitFor(redis);
    }
}
