using System.Text.Json;
using MueJam.Api.Stories;
using MueJam.Api.Telemetry;
using StackExchange.Redis;

namespace MueJam.Api.Caching;

/// <summary>Stories by slug in Redis. Without Redis every look-up is a miss, at once.</summary>
public sealed class StoryCache(IConnectionMultiplexer redis, LibraryMetrics metrics)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(600);

    /// <summary>The story, or null when the cache does not have it.</summary>
    public async Task<Story?> GetAsync(string slug)
    {
        var story = await TryAsync(async database => (string?)await database.StringGetAsync(Key(slug)) is { } json ? JsonSerializer.Deserialize<Story>(json) : null);
        metrics.CacheLookup(isHit: story is not null);
        return story;
    }

    /// <summary>Keeps a story.</summary>
    public async Task SetAsync(Story story)
    {
        if (await TryAsync(database => database.StringSetAsync(Key(story.Slug), JsonSerializer.Serialize(story), Lifetime)))
        {
            metrics.CacheSet();
        }
    }

    private static string Key(string slug) => $"story:{slug}";

    private async Task<T?> TryAsync<T>(Func<IDatabase, Task<T>> use)
    {
        if (!redis.IsConnected)
        {
            return default;
        }

        try
        {
            return await use(redis.GetDatabase());
        }
        catch (Exception e) when (e is RedisException or TimeoutException or JsonException)
        {
            return default;
        }
    }
}
