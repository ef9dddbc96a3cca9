using Microsoft.Extensions.Caching.Memory;
using MueJam.Api.Health;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;

namespace MueJam.Api.Caching;

/// <summary>The cache: 1000 entries in memory over Redis.</summary>
public static class CacheServices
{
    /// <summary>Connection name of the second level.</summary>
    public const string Redis = "redis";

    private const int MaxEntries = 1000;

    /// <summary>Registers it.</summary>
    /// <param name="builder">The API.</param>
    public static void AddCache(this WebApplicationBuilder builder)
    {
        builder.AddRedisClient(Redis, settings => settings.DisableHealthChecks = true, options =>
        {
            // A lost Redis means slower, never a stall: nothing queues for it.
            options.AbortOnConnectFail = false;
            options.BacklogPolicy = BacklogPolicy.FailFast;
            options.ConnectTimeout = 2000;
            options.ReconnectRetryPolicy = new LinearRetry(500);
        });
        builder.Services.AddHealthChecks().AddCheck<CacheHealthCheck>("cache");
        builder.Services.AddSingleton<RedisGate>();
        builder.Services.AddSingleton<RedisLevel>();
        builder.Services.AddSingleton<RedisBackplane>();
        builder.Services.AddSingleton<ResponseCache>();
        builder.Services.AddFusionCache()
            .WithOptions(Configure)
            .WithMemoryCache(_ => new MemoryCache(new MemoryCacheOptions { SizeLimit = MaxEntries }))
            .WithSerializer(_ => new CacheSerializer())
            .WithDistributedCache(services => services.GetRequiredService<RedisLevel>())
            .WithBackplane(services => services.GetRequiredService<RedisBackplane>());
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(FusionCacheDiagnostics.MeterName, FusionCacheDiagnostics.MeterNameMemoryLevel, FusionCacheDiagnostics.MeterNameDistributedLevel, FusionCacheDiagnostics.MeterNameBackplane));
    }

    private static void Configure(FusionCacheOptions options)
    {
        options.TagsDefaultEntryOptions = Lifetimes.Tags;
        options.AutoRecoveryDelay = TimeSpan.FromSeconds(1);
        // Redis or the database being gone is told once, by health and alerts, not by every read.
        options.DistributedCacheErrorsLogLevel = LogLevel.Debug;
        options.DistributedCacheSyntheticTimeoutsLogLevel = LogLevel.Debug;
        options.BackplaneErrorsLogLevel = LogLevel.Debug;
        options.FactoryErrorsLogLevel = LogLevel.Debug;
        options.FailSafeActivationLogLevel = LogLevel.Debug;
        options.MissingCacheKeyPrefixWarningLogLevel = LogLevel.None;
    }
}
