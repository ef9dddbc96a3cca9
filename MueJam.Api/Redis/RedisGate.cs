using System.Diagnostics;
using StackExchange.Redis;

namespace MueJam.Api.Redis;

/// <summary>
/// Calls to Redis that never stall: at once an error while it is away, and no call longer than 80 ms.
/// </summary>
/// <param name="redis">The connection.</param>
/// <param name="time">The clock.</param>
public sealed class RedisGate(IConnectionMultiplexer redis, TimeProvider time)
{
    /// <summary>A call that takes longer fails at the next heartbeat.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(60);

    /// <summary>How often the client looks.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// After a call that timed out the others are spared the wait: for a moment, which may be all that this process was
    /// short of, and longer while calls go on to time out.
    /// </summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private static readonly ActivitySource Traces = new("MueJam.Api");

    private long _closedUntil;
    private int _closings;

    /// <summary>The connection.</summary>
    public IConnectionMultiplexer Connection => redis;

    /// <summary>Whether a call would be tried.</summary>
    public bool IsOpen => redis.IsConnected && time.GetTimestamp() >= Interlocked.Read(ref _closedUntil);

    /// <summary>Calls Redis.</summary>
    /// <param name="call">The call.</param>
    /// <exception cref="RedisException">Redis is away, or refused.</exception>
    /// <exception cref="TimeoutException">It did not answer in time.</exception>
    public async Task<T> CallAsync<T>(Func<IDatabase, Task<T>> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (!IsOpen)
        {
            throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, "Redis does not answer.");
        }

        using var span = Traces.StartActivity("redis", ActivityKind.Client);
        try
        {
            var answer = await call(redis.GetDatabase());
            Volatile.Write(ref _closings, 0);
            return answer;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            Close();
            // What the client could not even write in time it cancels.
            throw e as TimeoutException ?? new TimeoutException("Redis took no more calls in time.", e);
        }
        catch (Exception e) when (e is not RedisException)
        {
            // Calls that wait for an answer when their connection ends may fail with whatever its reader met, of any
            // type.
            throw new RedisConnectionException(
                ConnectionFailureType.InternalFailure,
                "The connection to Redis failed.",
                e
            );
        }
    }

    private void Close()
    {
        var now = time.GetTimestamp();
        // Calls that began together time out together.
        if (now >= Interlocked.Read(ref _closedUntil))
        {
            var pause = FirstPause * Math.Pow(2, Math.Min(Interlocked.Increment(ref _closings) - 1, 10));
            Interlocked.Exchange(
                ref _closedUntil,
                now + (long)((pause < LongestPause ? pause : LongestPause).TotalSeconds * time.TimestampFrequency)
            );
        }
    }
}
