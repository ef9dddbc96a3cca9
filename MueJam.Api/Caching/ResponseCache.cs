using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using MueJam.Api.Data;
using MueJam.Api.Telemetry;
using ZiggyCreatures.Caching.Fusion;

namespace MueJam.Api.Caching;

/// <summary>
/// Public answers, kept as the bytes that are sent: in memory, in Redis, and past their time while the database is
/// gone; on neither level longer than until something they are made of is written.
/// </summary>
public sealed class ResponseCache(
    IFusionCache cache,
    LibraryDatabase database,
    KnownWrites known,
    LibraryMetrics metrics,
    IOptions<JsonOptions> json,
    TimeProvider time
)
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
        string key,
        FusionCacheEntryOptions lifetime,
        string[] scopes,
        Func<CancellationToken, Task<T?>> read,
        Func<IResult> missing,
        CancellationToken cancellationToken
    )
        where T : class
    {
        ArgumentNullException.ThrowIfNull(lifetime);
        var (isHit, isRead) = (true, false);
        var pending = AskAsync();
        // A hit in memory is there already.
        return pending.IsCompletedSuccessfully ? Settle(pending.Result) : AwaitAsync(pending);

        ValueTask<CachedBody> AskAsync() =>
            cache.GetOrSetAsync<CachedBody>(key, ReadAsync, lifetime, token: cancellationToken);

        Task<IResult> Settle(CachedBody found) =>
            isRead || known.Hold(found.Tags, found.AsOf) ? Answer(found) : RepeatAsync();

        async Task<IResult> AwaitAsync(ValueTask<CachedBody> asked) => await Settle(await asked);

        Task<IResult> RepeatAsync()
        {
            cache.Remove(key, Lifetimes.MemoryOnly, CancellationToken.None);
            return AwaitAsync(AskAsync());
        }

        async Task<CachedBody> ReadAsync(
            FusionCacheFactoryExecutionContext<CachedBody> context,
            CancellationToken token
        )
        {
            isHit = false;
            var tags = Tags.Of(scopes);
            var horizon = Horizon.Open(known.Last(tags));
            T? value;
            try
            {
                value = await read(token);
            }
            catch when (context.StaleValue is { HasValue: true, Value: var last })
            {
                // It stands in, as what it is, unless it was overwritten or deleted.
                last.IsFallback = known.Hold(last.Tags, last.AsOf);
                context.Options.IsFailSafeEnabled = last.IsFallback;
                throw;
            }

            isRead = true;
            var asOf = known.Last(tags);
            if (value is null || database.IsStale || asOf >= horizon.Xact || !known.Hold(tags, asOf))
            {
                context.Options.SetSkipMemoryCacheWrite().SetSkipDistributedCacheWrite(true, true);
            }

            return value is null
                ? CachedBody.Missing
                : new CachedBody(
                    JsonSerializer.SerializeToUtf8Bytes(value, _json),
                    time.GetUtcNow().UtcTicks,
                    tags,
                    asOf
                );
        }

        Task<IResult> Answer(CachedBody found)
        {
            metrics.CacheRead(isHit);
            if (found.Json.Length == 0)
            {
                return Task.FromResult(missing());
            }

            return database.IsStale || found.IsFallback || IsOver(found, lifetime)
                ? Task.FromResult<IResult>(new CachedAnswer(found, isStale: true))
                : found.Fresh;
        }
    }

    private bool IsOver(CachedBody body, FusionCacheEntryOptions lifetime) =>
        time.GetUtcNow().UtcTicks - body.CreatedAt
        > (lifetime.DistributedCacheDuration!.Value + lifetime.Duration).Ticks;
}
