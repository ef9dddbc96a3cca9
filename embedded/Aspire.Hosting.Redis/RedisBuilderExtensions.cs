using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting;

/// <summary>Adds Redis to the model.</summary>
public static class RedisBuilderExtensions
{
    /// <summary>Adds a server with a password.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="name">The resource's name, and that of its connection string.</param>
    /// <param name="port">The port on this machine; a free one when null.</param>
    /// <param name="password">The password; generated when null.</param>
    public static IResourceBuilder<RedisResource> AddRedis(
        this IDistributedApplicationBuilder builder, string name, int? port = null, IResourceBuilder<ParameterResource>? password = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var redis = new RedisResource(
            name, password?.Resource ?? ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password", special: false));
        string? connectionString = null;
        builder.Eventing.Subscribe<ConnectionStringAvailableEvent>(redis, async (_, cancellationToken) =>
            connectionString = await redis.GetConnectionStringAsync(cancellationToken).ConfigureAwait(false));
        var healthCheck = $"{name}_check";
        builder.Services.AddHealthChecks().AddRedis(_ => connectionString ?? throw new InvalidOperationException("The server has no address yet."), name: healthCheck);
        return builder.AddResource(redis)
            .WithEndpoint(port: port, targetPort: 6379, scheme: "redis", name: RedisResource.PrimaryEndpointName)
            .WithImage("library/redis", "8.6")
            .WithImageRegistry("docker.io")
            .WithEntrypoint("/bin/sh")
            .WithEnvironment("REDIS_PASSWORD", ReferenceExpression.Create($"{redis.PasswordParameter!}"))
            .WithArgs("redis-server", "--requirepass", "$REDIS_PASSWORD")
            .WithHealthCheck(healthCheck);
    }

    /// <summary>Keeps the data on a volume.</summary>
    public static IResourceBuilder<RedisResource> WithDataVolume(this IResourceBuilder<RedisResource> builder, string? name = null, bool isReadOnly = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithVolume(name ?? $"{builder.Resource.Name}-data", "/data", isReadOnly);
    }

    /// <summary>Writes snapshots: after the interval (60 s when null), when at least so many keys have changed.</summary>
    public static IResourceBuilder<RedisResource> WithPersistence(this IResourceBuilder<RedisResource> builder, TimeSpan? interval = null, long keysChangedThreshold = 1)
        => builder.WithArgs(
            "--save",
            (interval ?? TimeSpan.FromSeconds(60)).TotalSeconds.ToString(CultureInfo.InvariantCulture),
            keysChangedThreshold.ToString(CultureInfo.InvariantCulture));
}
