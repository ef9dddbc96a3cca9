namespace MueJam.Inbox.Channels;

/// <summary>
/// A dead-man's switch: keeps when it was last called, which Alertmanager does every minute while alerting works.
/// </summary>
internal static class WatchdogWebhook
{
    public static void MapWatchdogWebhook(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(
            "/watchdog",
            async (HttpRequest request, Watchdog watchdog) =>
            {
                var (_, _, error) = await WebhookBody.ReadAsync(request);
                if (error is null)
                {
                    watchdog.Hear();
                }

                return error ?? Results.NoContent();
            }
        );
        routes.MapGet("/api/watchdog", (Watchdog watchdog) => new { watchdog.LastHeardAt });
    }
}

/// <summary>When the watchdog was heard last.</summary>
internal sealed class Watchdog(TimeProvider clock)
{
    private long _ticks;

    /// <summary>Null before the first time.</summary>
    public DateTimeOffset? LastHeardAt =>
        Interlocked.Read(ref _ticks) is var ticks and not 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public void Hear() => Interlocked.Exchange(ref _ticks, clock.GetUtcNow().UtcTicks);
}
