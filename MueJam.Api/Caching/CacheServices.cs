using Microsoft.Extensions.Caching.Memory;
using MueJam.Api.Redis;
using MueJam.Api.Telemetry;
using OpenTelemetry.Metrics;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;

namespace MueJam.Api.Caching;

/// <summary>The cache: 1000 entries in memory over Redis.</summary>
public static class CacheServices
{
    /// <summary>Connection name of the second level.</summary>
    public const string Redis = "redis";

    private const int MaxEntries = 1000;

    /// <summary>
    /// What is collected of the levels: the rest, such as every eviction with its reason, costs each request more than
    /// it tells.
    /// </summary>
    private static readonly string[] Counted =
    [
        "fusioncache.memory.hit",
        "fusioncache.memory.miss",
        "fusioncache.memory.set",
        "fusioncache.distributed.hit",
        "fusioncache.distributed.miss",
        "fusioncache.distributed.set",
    ];

    /// <summary>There is one cache: what would its labels tell?</summary>
    private static readonly MetricStreamConfiguration Unlabelled = new() { TagKeys = [] };

    /// <summary>Registers it.</summary>
    /// <param name="builder">The API.</param>
    public static void AddCache(this WebApplicationBuilder builder)
    {
        // RedisGate traces by itself: the client's instrumentation keeps a session for every request, recorded or not.
        builder.AddRedisClient(
            Redis,
            settings => settings.DisableHealthChecks = settings.DisableTracing = true,
            options =>
            {
                // A lost Redis means slower, never a stall: nothing queues for it.
                options.AbortOnConnectFail = false;
                options.BacklogPolicy = BacklogPolicy.FailFast;
                options.ConnectTimeout = 2000;
                // The client looks for calls that took too long at each heartbeat: no timer for each call.
                options.AsyncTimeout = (int)RedisGate.Timeout.TotalMilliseconds;
                options.HeartbeatInterval = RedisGate.Heartbeat;
                // Nothing of ours waits for Redis on a thread: threads of the client's own would only add two switches
                // to each call.
                options.SocketManager = SocketManager.ThreadPool;
                options.ReconnectRetryPolicy = new LinearRetry(500);
            }
        );
        builder.Services.AddHealthChecks().AddCheck<CacheHealthCheck>(HealthChanges.Cache);
        builder.Services.AddSingleton<RedisGate>();
        builder.Services.AddSingleton<RedisLevel>();
        builder.Services.AddSingleton<ResponseCache>();
        builder
            .Services.AddFusionCache()
            // Redis or the database being gone is told once, by health and alerts, not by every read; a logger would
            // cost each hit, even a silent one.
            .WithoutLogger()
            .WithOptions(Configure)
            .WithMemoryCache(_ => new MemoryCache(
                new MemoryCacheOptions { SizeLimit = MaxEntries, CompactionPercentage = 0.1 }
            ))
            .WithSerializer(_ => new CacheSerializer())
            .WithDistributedCache(services => services.GetRequiredService<RedisLevel>())
            .WithPostSetup(CountEvictions);
        builder
            .Services.AddOpenTelemetry()
            .WithMetrics(metrics =>
                metrics
                    .AddMeter(
                        FusionCacheDiagnostics.MeterNameMemoryLevel,
                        FusionCacheDiagnostics.MeterNameDistributedLevel
                    )
                    .AddView(instrument =>
                        !instrument.Name.StartsWith("fusioncache.", StringComparison.Ordinal) ? null
                        : Counted.Contains(instrument.Name) ? Unlabelled
                        : MetricStreamConfiguration.Drop
                    )
            );
    }

    /// <summary>Evictions are told to subscribers alone.</summary>
    private static void CountEvictions(IServiceProvider services, IFusionCache cache)
    {
        var metrics = services.GetRequiredService<LibraryMetrics>();
        cache.Events.Memory.Eviction += (_, evicted) =>
        {
            if (evicted.Reason == EvictionReason.Capacity)
            {
                metrics.Evicted();
            }
        };
    }

    private static void Configure(FusionCacheOptions options)
    {
        // What is out of date is known from the log of writes, not from times that Redis keeps and may lose; see
        // docs/caching.md.
        options.DisableTagging = true;
        options.EnableAutoRecovery = false;
    }
}
