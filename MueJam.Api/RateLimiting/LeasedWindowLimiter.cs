using System.Threading.RateLimiting;
using StackExchange.Redis;

namespace MueJam.Api.RateLimiting;

/// <summary>
/// Permits of one user and policy, leased from Redis in batches, so that most requests make no round trip.
/// Without Redis the instance counts by itself.
/// </summary>
/// <param name="key">Whose, and of which policy.</param>
/// <param name="limit">The most within a window.</param>
/// <param name="batch">Permits leased at once.</param>
/// <param name="window">The window's length.</param>
/// <param name="counts">The shared counts.</param>
/// <param name="time">The clock.</param>
public sealed class LeasedWindowLimiter(
    string key,
    int limit,
    int batch,
    TimeSpan window,
    RedisCounts counts,
    TimeProvider time
) : RateLimiter
{
    private static readonly RateLimitLease Granted = new Lease(null);

    private readonly SlidingCount _own = new(window);
    private readonly SemaphoreSlim _refill = new(1, 1);
    private long _used = time.GetTimestamp();
    private long _expires;
    private long _deniedUntil;
    private int _permits;

    /// <inheritdoc />
    public override TimeSpan? IdleDuration =>
        time.GetElapsedTime(Interlocked.Read(ref _used)) is var idle && idle > window * 2 ? idle : null;

    /// <inheritdoc />
    public override RateLimiterStatistics? GetStatistics() =>
        new() { CurrentAvailablePermits = Math.Max(0, Volatile.Read(ref _permits)) };

    /// <inheritdoc />
    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        var now = time.GetTimestamp();
        Interlocked.Exchange(ref _used, now);
        return permitCount == 0 || TryTake(now) ? Granted : Denied(now);
    }

    /// <inheritdoc />
    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(
        int permitCount,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetTimestamp();
        Interlocked.Exchange(ref _used, now);
        while (!TryTake(now))
        {
            // A flood of refused requests asks Redis for nothing.
            if (now < Interlocked.Read(ref _deniedUntil))
            {
                return Denied(now);
            }

            await _refill.WaitAsync(cancellationToken);
            try
            {
                if (Volatile.Read(ref _permits) <= 0 || now >= Interlocked.Read(ref _expires))
                {
                    await RefillAsync(now);
                }
            }
            finally
            {
                _refill.Release();
            }
        }

        return Granted;
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _refill.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool TryTake(long now) => now < Interlocked.Read(ref _expires) && Interlocked.Decrement(ref _permits) >= 0;

    private async Task RefillAsync(long now)
    {
        Grant grant;
        try
        {
            grant = await counts.TakeAsync(key, limit, batch, window);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            grant = _own.Take(time.GetElapsedTime(0, now), limit, batch);
        }

        if (grant.Permits > 0)
        {
            // What is left over when a window has passed was counted in a window that is gone.
            Interlocked.Exchange(ref _expires, now + Ticks(window));
            Interlocked.Exchange(ref _permits, grant.Permits);
        }
        else
        {
            Interlocked.Exchange(ref _deniedUntil, now + Ticks(grant.RetryAfter));
        }
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);

    private Lease Denied(long now) => new(time.GetElapsedTime(now, Math.Max(now, Interlocked.Read(ref _deniedUntil))));

    private sealed class Lease(TimeSpan? retryAfter) : RateLimitLease
    {
        public override bool IsAcquired => retryAfter is null;

        public override IEnumerable<string> MetadataNames => IsAcquired ? [] : [MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = retryAfter;
            return !IsAcquired && metadataName == MetadataName.RetryAfter.Name;
        }
    }
}
