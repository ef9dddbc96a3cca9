namespace MueJam.AppHost.Redis;

/// <summary>Settings and users of the Redis cache.</summary>
public static class RedisServerExtensions
{
    /// <summary>The ACL user of the exporter.</summary>
    public const string MonitoringUser = "redis_exporter";

    /// <summary>Bounds the memory, so that a full cache evicts instead of failing.</summary>
    /// <param name="builder">The cache.</param>
    /// <param name="size">Redis's notation, for example <c>256mb</c>.</param>
    /// <param name="policy">An eviction policy of Redis, for example <c>allkeys-lru</c>.</param>
    public static IResourceBuilder<RedisResource> WithMaxMemory(
        this IResourceBuilder<RedisResource> builder,
        string size,
        string policy
    ) => builder.WithServerArgs("--maxmemory", size, "--maxmemory-policy", policy);

    /// <summary>
    /// An ACL user for the exporter: it reads statistics, no key and no setting, one of which is a password.
    /// </summary>
    /// <param name="builder">The cache.</param>
    /// <param name="password">The exporter's password, in <c>[A-Za-z0-9._-]</c>.</param>
    public static IResourceBuilder<RedisResource> WithMonitoringUser(
        this IResourceBuilder<RedisResource> builder,
        IResourceBuilder<ParameterResource> password
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(password);

        // The arguments are a shell's command line: '>' and '|' must be quoted, and the variable keeps the password out
        // of the model.
        return builder
            .WithAnnotation(new MonitoringPasswordAnnotation(password.Resource))
            .WithEnvironment("REDIS_EXPORTER_PASSWORD", password)
            .WithServerArgs(
                "--user",
                MonitoringUser,
                "on",
                "\">$REDIS_EXPORTER_PASSWORD\"",
                "-@all",
                "+ping",
                "+info",
                "+select",
                "'+client|list'",
                "'+client|setname'",
                "'+slowlog|len'",
                "'+slowlog|get'",
                "'+latency|latest'",
                "'+latency|histogram'"
            );
    }

    /// <summary>
    /// Arguments of redis-server: single ones when run, part of the shell's one command line when published.
    /// </summary>
    private static IResourceBuilder<RedisResource> WithServerArgs(
        this IResourceBuilder<RedisResource> builder,
        params string[] words
    ) =>
        builder.WithArgs(context =>
        {
            if (context.ExecutionContext.IsPublishMode)
            {
                context.Args[^1] = $"{context.Args[^1]} {string.Join(' ', words)}";
                return;
            }

            foreach (var word in words)
            {
                context.Args.Add(word);
            }
        });
}

/// <summary>The password of <see cref="RedisServerExtensions.MonitoringUser"/>.</summary>
internal sealed record MonitoringPasswordAnnotation(ParameterResource Password) : IResourceAnnotation;
