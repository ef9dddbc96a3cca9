using System.Collections.Concurrent;
using System.Globalization;
using StackExchange.Redis;

namespace MueJam.Api.Redis;

/// <summary>
/// What an instance has written, told to the others through Redis. Each says that it has heard, and the writer waits
/// for all of them: whoever is answered reads what he wrote from any instance. One that is silent is waited for only
/// shortly; it finds the write in the log.
/// </summary>
public sealed class WriteMessages : IDisposable
{
    /// <summary>How long a write waits for the others.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>After a wait in vain, and after a message that reached nobody else, nobody is waited for.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly RedisChannel Channel = RedisChannel.Literal("muejam:writes");

    private readonly ConcurrentDictionary<long, Hearing> _hearings = new();
    private readonly string _self = $"{Guid.NewGuid():N}";
    private readonly RedisGate _redis;
    private readonly TimeProvider _time;
    private readonly Action<long, string[]> _receive;
    private long _number;
    private long _pausedAt;

    /// <summary>Listens to the other instances.</summary>
    /// <param name="redis">Carries the messages.</param>
    /// <param name="time">The clock.</param>
    /// <param name="receive">Takes the transaction, and what it has written.</param>
    public WriteMessages(RedisGate redis, TimeProvider time, Action<long, string[]> receive)
    {
        ArgumentNullException.ThrowIfNull(redis);
        (_redis, _time, _receive) = (redis, time, receive);
        // Fire and forget: subscribed as soon as Redis is there, and again whenever it returns.
        Subscriber.Subscribe(Channel, (_, message) => OnMessage($"{message}"), CommandFlags.FireAndForget);
        Subscriber.Subscribe(Ears(_self), (_, message) => OnHeard((long)message), CommandFlags.FireAndForget);
    }

    private ISubscriber Subscriber => _redis.Connection.GetSubscriber();

    private bool IsPaused => _time.GetElapsedTime(Interlocked.Read(ref _pausedAt)) < Pause;

    /// <summary>Tells the others, and returns when they have heard or cannot be waited for.</summary>
    /// <param name="xact">The transaction; 0 for what is never cached.</param>
    /// <param name="scopes">What was written.</param>
    public async Task TellAsync(long xact, string[] scopes)
    {
        if (!_redis.Connection.IsConnected)
        {
            return;
        }

        var number = Interlocked.Increment(ref _number);
        RedisValue message = $"{xact}\n{_self}\n{number}\n{string.Join('\n', scopes)}";
        if (IsPaused || !_redis.IsOpen)
        {
            Subscriber.Publish(Channel, message, CommandFlags.FireAndForget);
            return;
        }

        var hearing = _hearings[number] = new Hearing();
        try
        {
            // This instance is among those that hear.
            var listeners = await _redis.CallAsync(redis => redis.PublishAsync(Channel, message));
            if (listeners > 1)
            {
                await hearing.ByAsync(listeners).WaitAsync(Patience, _time);
            }
            else
            {
                BeginPause();
            }
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            BeginPause();
        }
        finally
        {
            _hearings.TryRemove(number, out _);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Subscriber.Unsubscribe(Channel, flags: CommandFlags.FireAndForget);
        Subscriber.Unsubscribe(Ears(_self), flags: CommandFlags.FireAndForget);
    }

    /// <summary>Where an instance is told that its messages were heard.</summary>
    private static RedisChannel Ears(string instance) => RedisChannel.Literal($"muejam:heard:{instance}");

    private void OnMessage(string message)
    {
        if (
            message.Split('\n') is not [var xactText, var writer, var numberText, .. var scopes]
            || !long.TryParse(xactText, NumberStyles.None, CultureInfo.InvariantCulture, out var xact)
            || !long.TryParse(numberText, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        )
        {
            return;
        }

        if (writer == _self)
        {
            OnHeard(number);
            return;
        }

        _receive(xact, scopes);
        Subscriber.Publish(Ears(writer), number, CommandFlags.FireAndForget);
    }

    private void OnHeard(long number)
    {
        if (_hearings.TryGetValue(number, out var hearing))
        {
            hearing.Add();
        }
    }

    private void BeginPause() => Interlocked.Exchange(ref _pausedAt, _time.GetTimestamp());

    /// <summary>How many have heard a message; they may be quicker than Redis' answer to it.</summary>
    private sealed class Hearing
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _expected = long.MaxValue;
        private long _heard;

        public Task ByAsync(long listeners)
        {
            Interlocked.Exchange(ref _expected, listeners);
            End();
            return _all.Task;
        }

        public void Add()
        {
            Interlocked.Increment(ref _heard);
            End();
        }

        private void End()
        {
            if (Interlocked.Read(ref _heard) >= Interlocked.Read(ref _expected))
            {
                _all.TrySetResult();
            }
        }
    }
}
