using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MueJam.Inbox;

/// <summary>What tests and the page read: the notifications as JSON, and live.</summary>
internal static class NotificationsApi
{
    public static void MapNotificationsApi(this IEndpointRouteBuilder routes)
    {
        var notifications = routes.MapGroup("/api/notifications");
        notifications.MapGet(
            "/",
            (NotificationStore store, string? channel, long? since) => store.List(channel, since ?? 0)
        );
        notifications.MapDelete(
            "/",
            (NotificationStore store) =>
            {
                store.Clear();
                return Results.NoContent();
            }
        );
        notifications.MapGet("/stream", Stream);
    }

    private static ServerSentEventsResult<Notification?> Stream(
        HttpContext context,
        NotificationStore store,
        IHostApplicationLifetime lifetime,
        long? since
    )
    {
        // The browser sends the last id that it saw when it connects again.
        if (long.TryParse(context.Request.Headers["Last-Event-ID"], out var last))
        {
            since = last;
        }

        return TypedResults.ServerSentEvents(
            FollowAsync(store, since ?? 0, lifetime.ApplicationStopping, context.RequestAborted)
        );
    }

    // An open stream must not hold up the shutdown, so it ends with the application as well as with its reader.
    private static async IAsyncEnumerable<SseItem<Notification?>> FollowAsync(
        NotificationStore store,
        long since,
        CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken aborted
    )
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, aborted);
        await using var notifications = store
            .FollowAsync(since, either.Token)
            .GetAsyncEnumerator(CancellationToken.None);
        // At once: without a first event the reader does not know that it is connected.
        yield return new SseItem<Notification?>(null, "opened");
        while (await MoveNextAsync(notifications))
        {
            yield return notifications.Current is { } notification
                ? new SseItem<Notification?>(notification, "notification") { EventId = $"{notification.Id}" }
                : new SseItem<Notification?>(null, "cleared");
        }
    }

    private static async Task<bool> MoveNextAsync(IAsyncEnumerator<Notification?> notifications)
    {
        try
        {
            return await notifications.MoveNextAsync();
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
