using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Backplane;

namespace MueJam.Api.Caching;

/// <summary>Tells every instance what was invalidated, through a Redis channel.</summary>
/// <param name="redis">The connection.</param>
internal sealed class RedisBackplane(RedisGate redis) : IFusionCacheBackplane
{
    private BackplaneSubscriptionOptions? _subscription;
    private RedisChannel _channel;

    public void Subscribe(BackplaneSubscriptionOptions options)
    {
        _subscription = options;
        _channel = RedisChannel.Literal(options.ChannelName!);
        // Fire and forget: subscribed as soon as Redis is there, and again whenever it returns.
        redis.Connection.GetSubscriber().Subscribe(_channel, OnMessage, CommandFlags.FireAndForget);
        redis.Connection.ConnectionRestored += OnRestored;
    }

    public ValueTask SubscribeAsync(BackplaneSubscriptionOptions options)
    {
        Subscribe(options);
        return ValueTask.CompletedTask;
    }

    public void Unsubscribe()
    {
        redis.Connection.ConnectionRestored -= OnRestored;
        redis.Connection.GetSubscriber().Unsubscribe(_channel, OnMessage, CommandFlags.FireAndForget);
        _subscription = null;
    }

    public ValueTask UnsubscribeAsync()
    {
        Unsubscribe();
        return ValueTask.CompletedTask;
    }

    public async ValueTask PublishAsync(BackplaneMessage message, FusionCacheEntryOptions options, CancellationToken token = default)
        => await redis.CallAsync(database => database.PublishAsync(_channel, BackplaneMessage.ToByteArray(message)));

    public void Publish(BackplaneMessage message, FusionCacheEntryOptions options, CancellationToken token = default)
        => PublishAsync(message, options, token).AsTask().GetAwaiter().GetResult();

    private void OnMessage(RedisChannel channel, RedisValue value)
    {
        if ((byte[]?)value is { } bytes && BackplaneMessage.FromByteArray(bytes) is { } message)
        {
            _subscription?.IncomingMessageHandler?.Invoke(message);
        }
    }

    private void OnRestored(object? sender, ConnectionFailedEventArgs e)
        => _subscription?.ConnectHandler?.Invoke(new BackplaneConnectionInfo(isReconnection: true));
}
