using Microsoft.Extensions.Caching.Distributed;
using MueJam.Api.Telemetry;
using StackExchange.Redis;

namespace MueJam.Api.Caching;

/// <summary>
/// The second level: entries in Redis, with their own expiry. While Redis is away an answer is not found there and not kept, without the cost of an exception
/// for each request; what invalidates answers fails, so that the library repeats it once Redis is back.
/// </summary>
/// <param name="redis">Where they are.</param>
/// <param name="metrics">Told of look-ups.</param>
internal sealed class RedisLevel(RedisGate redis, LibraryMetrics metrics) : IDistributedCache
{
    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        var isEntry = CacheKeys.IsEntry(key);
        if (isEntry)
        {
            metrics.L1Missed();
            if (!redis.IsOpen)
            {
                return null;
            }
        }

        byte[]? found = await redis.CallAsync(database => database.StringGetAsync(key));
        if (isEntry)
        {
            metrics.L2Lookup(isHit: found is not null && CacheSerializer.IsFresh(found));
        }

        return found;
    }

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
        => CacheKeys.IsEntry(key) && !redis.IsOpen ? Task.CompletedTask : redis.CallAsync(database => database.StringSetAsync(key, value, Expiry(options)));

    public Task RemoveAsync(string key, CancellationToken token = default) => redis.CallAsync(database => database.KeyDeleteAsync(key));

    public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

    // The library calls the asynchronous methods; these stand in for whoever does not.
    public byte[]? Get(string key) => GetAsync(key).GetAwaiter().GetResult();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => SetAsync(key, value, options).GetAwaiter().GetResult();

    public void Remove(string key) => RemoveAsync(key).GetAwaiter().GetResult();

    public void Refresh(string key)
    {
    }

    private static Expiration Expiry(DistributedCacheEntryOptions options)
        => options.AbsoluteExpirationRelativeToNow is { } lifetime ? new Expiration(lifetime)
            : options.AbsoluteExpiration is { } moment ? new Expiration(moment.UtcDateTime)
            : Expiration.Default;
}
