using System.Globalization;
using MueJam.Api.Redis;
using StackExchange.Redis;

namespace MueJam.Api.RateLimiting;

/// <summary>Counts of permits shared by all instances through Redis, with Redis's clock.</summary>
/// <param name="redis">Where they are.</param>
public sealed class RedisCounts(RedisGate redis)
{
    // KEYS[1]: prefix of the windows' keys; all of one limiter's keys share its hash tag. ARGV: limit, wanted, window
    // in ms.
    private const string Script = """
        local clock = redis.call('TIME')
        local limit, wanted, window = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
        local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
        local number, gone = math.floor(now / window), (now % window) / window
        local key = KEYS[1] .. ':' .. string.format('%.0f', number)
        local current = tonumber(redis.call('GET', key) or '0')
        local previous = tonumber(redis.call('GET', KEYS[1] .. ':' .. string.format('%.0f', number - 1)) or '0')
        local free = limit - current - math.ceil(previous * (1 - gone))
        local granted = math.max(0, math.min(free, wanted))
        if granted > 0 then
            current = redis.call('INCRBY', key, granted)
            redis.call('PEXPIRE', key, 2 * window)
        end
        local within = 2
        if current < limit and previous > 0 then within = 1 - (limit - current - 1) / previous end
        local wait
        if within <= 1 then wait = math.max(0, within - gone)
        elseif current == 0 then wait = 1 - gone
        else wait = 1 - gone + math.max(0, 1 - (limit - 1) / current) end
        return { granted, math.ceil(wait * window) }
        """;

    /// <summary>Takes up to so many permits.</summary>
    /// <param name="key">Whose.</param>
    /// <param name="limit">The most within a window.</param>
    /// <param name="wanted">The most to take.</param>
    /// <param name="window">The window's length.</param>
    /// <exception cref="RedisException">Redis is away.</exception>
    /// <exception cref="TimeoutException">It did not answer in time.</exception>
    public async Task<Grant> TakeAsync(string key, int limit, int wanted, TimeSpan window)
    {
        var values = (long[]?)
            await redis.CallAsync(database =>
                database.ScriptEvaluateAsync(
                    Script,
                    [$"rate:{{{key}}}"],
                    [limit, wanted, ((long)window.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)]
                )
            );
        return new Grant((int)values![0], TimeSpan.FromMilliseconds(values[1]));
    }
}
