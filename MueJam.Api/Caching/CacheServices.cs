using StackExchange.Redis;

namespace MueJam.Api.Caching;

/// <summary>The cache.</summary>
public static class CacheServices
{
    private const int TimeoutMilliseconds = 80;

    /// <summary>Registers it.</summary>
    /// <param name="builder">The API.</param>
    public static void AddCache(this WebApplicationBuilder builder)
    {
        builder.AddRedisClient("redis", configureOptions: options =>
        {
            // A lost Redis means slower, never a stall: nothing queues for it, nothing waits long.
            options.BacklogPolicy = BacklogPolicy.FailFast;
            options.AsyncTimeout = TimeoutMilliseconds;
            options.SyncTimeout = TimeoutMilliseconds;
            options.ConnectTimeout = 2000;
            options.ReconnectRetryPolicy = new LinearRetry(1000);
        });
        builder.Services.AddSingleton<StoryCache>();
        builder.Services.AddSingleton<Stories.StoryStore>();
    }
}
