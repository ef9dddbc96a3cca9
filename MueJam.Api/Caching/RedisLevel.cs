using Microsoft.Extensions.Caching.Distributed;
using MueJam.Api.Data;
using MueJam.Api.Redis;
using MueJam.Api.Telemetry;
using StackExchange.Redis;

namespace MueJam.Api.Caching;

/// <summary>
/// The second level: entries in Redis, with their own expiry. What Redis holds is believed only as far as <see
/// cref="KnownWrites"/> allows, whatever has become of it meanwhile. While Redis is away an answer is not found there
/// and not kept, without the cost of an exception for each request.
/// </summary>
/// <param name="redis">Where they are.</param>
/// <param name="known">What was written.</param>
/// <param name="metrics">Told of look-ups.</param>
internal sealed class RedisLevel(RedisGate redis, KnownWrites known, LibraryMetrics metrics) : IDistributedCache
{
    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        metrics.L1Missed();
        if (!redis.IsOpen)
        {
            return null;
        }

        byte[]? found = await redis.CallAsync(database => database.StringGetAsync(key));
        var isValid = found is not null && CacheSerializer.IsValid(found, known);
        metrics.L2Lookup(isHit: isValid && CacheSerializer.IsFresh(found));
        return isValid ? found : null;
    }

    public Task SetAsync(
        string key,
        byte[] value,
        DistributedCacheEntryOptions options,
        CancellationToken token = default
    ) =>
        redis.IsOpen
            ? redis.CallAsync(database => database.StringSetAsync(key, value, Expiry(options)))
            : Task.CompletedTask;

    public Task RemoveAsync(string key, CancellationToken token = default) =>
        redis.CallAsync(database => database.KeyDeleteAsync(key));

    public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

    // The library calls the asynchronous methods; these stand in for whoever does not.
    public byte[]? Get(string key) => GetAsync(key).GetAwaiter().GetResult();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) =>
        SetAsync(key, value, options).GetAwaiter().GetResult();

    public void Remove(string key) => RemoveAsync(key).GetAwaiter().GetResult();

    public void Refresh(string key) { }

    private static Expiration Expiry(DistributedCacheEntryOptions options) =>
        options.AbsoluteExpirationRelativeToNow is { } lifetime ? new Expiration(lifetime)
        : options.AbsoluteExpiration is { } moment ? new Expiration(moment.UtcDateTime)
        : Expiration.Default;
}
