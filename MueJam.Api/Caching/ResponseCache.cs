using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using MueJam.Api.Data;
using MueJam.Api.Telemetry;
using ZiggyCreatures.Caching.Fusion;

namespace MueJam.Api.Caching;

/// <summary>Public answers, kept as the bytes that are sent: in memory, in Redis, and past their time while the database is gone.</summary>
public sealed class ResponseCache(IFusionCache cache, LibraryDatabase database, RecentWrites recent, LibraryMetrics metrics, IOptions<JsonOptions> json, TimeProvider time)
{
    private readonly JsonSerializerOptions _json = json.Value.SerializerOptions;

    /// <summary>The answer from the cache, else from the database; one read at a time per key.</summary>
    /// <param name="key">Names it among all answers.</param>
    /// <param name="lifetime">How long it is fresh.</param>
    /// <param name="scopes">What it is made of: a write to any of them invalidates it.</param>
    /// <param name="read">Reads it; null when there is none.</param>
    /// <param name="missing">What is answered then.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IResult> GetAsync<T>(
        string key, FusionCacheEntryOptions lifetime, string[] scopes, Func<CancellationToken, Task<T?>> read, Func<IResult> missing, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(lifetime);
        var isHit = true;
        var pending = cache.GetOrSetAsync<CachedBody>(
            key,
            async (context, token) =>
            {
                isHit = false;
                var began = time.GetTimestamp();
                var value = await read(token);
                if (value is null || database.IsStale || recent.Contains(scopes, began))
                {
                    context.Options.SetSkipMemoryCacheWrite().SetSkipDistributedCacheWrite(true, true);
                }

                return value is null ? CachedBody.Missing : new CachedBody(JsonSerializer.SerializeToUtf8Bytes(value, _json), time.GetUtcNow().UtcTicks);
            },
            lifetime,
            Tags(scopes),
            cancellationToken);

        // A hit in memory is there already.
        return pending.IsCompletedSuccessfully ? Answer(pending.Result) : AwaitAsync(pending);

        async Task<IResult> AwaitAsync(ValueTask<CachedBody> body) => await Answer(await body);

        Task<IResult> Answer(CachedBody body)
        {
            metrics.CacheRead(isHit);
            return body.Json.Length == 0 ? Task.FromResult(missing())
                : database.IsStale || IsOver(body, lifetime) ? Task.FromResult<IResult>(new CachedAnswer(body.Json, isStale: true))
                : body.Fresh;
        }
    }

    /// <summary>Tells all instances that something was written, after it was.</summary>
    /// <param name="scopes">What was written.</param>
    public async Task InvalidateAsync(params string[] scopes)
    {
        recent.Add(scopes);
        foreach (var scope in scopes)
        {
            await cache.RemoveByTagAsync(CacheKeys.Tag(scope));
        }
    }

    private static string[] Tags(string[] scopes)
    {
        var tags = new string[scopes.Length];
        for (var i = 0; i < scopes.Length; i++)
        {
            tags[i] = CacheKeys.Tag(scopes[i]);
        }

        return tags;
    }

    private bool IsOver(CachedBody body, FusionCacheEntryOptions lifetime)
        => time.GetUtcNow().UtcTicks - body.CreatedAt > (lifetime.DistributedCacheDuration!.Value + lifetime.Duration).Ticks;
}
