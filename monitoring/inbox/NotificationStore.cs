using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace MueJam.Inbox;

/// <summary>The newest notifications, in memory, and the live feed of those to come.</summary>
public sealed class NotificationStore(TimeProvider clock)
{
    /// <summary>How many notifications are kept; older ones are forgotten.</summary>
    public const int Capacity = 500;

    /// <summary>The largest message that a channel accepts, in bytes.</summary>
    public const int MaxMessageBytes = 256 * 1024;

    private readonly Lock _gate = new();
    private readonly LinkedList<Notification> _newestFirst = [];
    private ImmutableList<Channel<Notification?>> _subscribers = [];

    // From the clock, so that ids still increase after a restart: a page that reconnects asks for those after the last
    // it saw.
    private long _lastId = clock.GetUtcNow().ToUnixTimeMilliseconds();

    public Notification Add(Notification notification)
    {
        lock (_gate)
        {
            var stored = notification with { Id = ++_lastId, ReceivedAt = clock.GetUtcNow() };
            _newestFirst.AddFirst(stored);
            if (_newestFirst.Count > Capacity)
            {
                _newestFirst.RemoveLast();
            }

            Publish(stored);
            return stored;
        }
    }

    public IReadOnlyList<Notification> List(string? channel, long since)
    {
        lock (_gate)
        {
            return
            [
                .. _newestFirst
                    .TakeWhile(notification => notification.Id > since)
                    .Where(notification => channel is null || notification.Channel == channel),
            ];
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _newestFirst.Clear();
            Publish(null);
        }
    }

    /// <summary>Every notification from now on, oldest first; null when all have been deleted.</summary>
    public async IAsyncEnumerable<Notification?> FollowAsync(
        long since,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // Bounded: a reader that falls behind loses the oldest, and the inbox no memory.
        var subscriber = Channel.CreateBounded<Notification?>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest }
        );
        lock (_gate)
        {
            // Under the same lock as Add, so that nothing falls between what was missed and what is to come.
            foreach (var missed in _newestFirst.TakeWhile(notification => notification.Id > since).Reverse())
            {
                subscriber.Writer.TryWrite(missed);
            }

            _subscribers = _subscribers.Add(subscriber);
        }

        try
        {
            await foreach (var notification in subscriber.Reader.ReadAllAsync(cancellationToken))
            {
                yield return notification;
            }
        }
        finally
        {
            lock (_gate)
            {
                _subscribers = _subscribers.Remove(subscriber);
            }
        }
    }

    private void Publish(Notification? notification)
    {
        foreach (var subscriber in _subscribers)
        {
            subscriber.Writer.TryWrite(notification);
        }
    }
}
