namespace MueJam.Api.RateLimiting;

/// <summary>What a store of counts granted.</summary>
/// <param name="Permits">Permits taken, 0 when the limit is reached.</param>
/// <param name="RetryAfter">When one may be free again.</param>
public readonly record struct Grant(int Permits, TimeSpan RetryAfter);

/// <summary>
/// A sliding window from two fixed ones: what of the previous window still lies within it, taken as spread evenly, and
/// what was taken in the current.
/// The same rule as in the script of <see cref="RedisCounts"/>.
/// </summary>
/// <param name="window">The window's length.</param>
public sealed class SlidingCount(TimeSpan window)
{
    private readonly Lock _lock = new();
    private long _number;
    private int _previous;
    private int _current;

    /// <summary>Takes up to so many permits.</summary>
    /// <param name="now">Time since any fixed moment.</param>
    /// <param name="limit">The most within a window.</param>
    /// <param name="wanted">The most to take.</param>
    public Grant Take(TimeSpan now, int limit, int wanted)
    {
        lock (_lock)
        {
            var number = now.Ticks / window.Ticks;
            if (number != _number)
            {
                _previous = number == _number + 1 ? _current : 0;
                (_current, _number) = (0, number);
            }

            var gone = (double)(now.Ticks % window.Ticks) / window.Ticks;
            var free = limit - _current - (int)Math.Ceiling(_previous * (1 - gone));
            var granted = Math.Clamp(free, 0, wanted);
            _current += granted;
            return new Grant(granted, RetryAfter(limit, gone));
        }
    }

    private TimeSpan RetryAfter(int limit, double gone)
    {
        // Either enough of the previous window slides out within this one, or this one must become the previous.
        var within = _current < limit && _previous > 0 ? 1 - ((double)(limit - _current - 1) / _previous) : 2;
        return window
            * (
                within <= 1
                    ? Math.Max(0, within - gone)
                    : (1 - gone) + (_current == 0 ? 0 : Math.Max(0, 1 - ((double)(limit - 1) / _current)))
            );
    }
}
