namespace MueJam.Tests.Faults;

/// <summary>What people would have received.</summary>
internal sealed class Inbox(HttpClient http)
{
    /// <summary>The messages since the last <see cref="ClearAsync"/>, oldest first.</summary>
    public async Task<IReadOnlyList<Message>> MessagesAsync(CancellationToken cancellationToken) =>
        [
            .. (await http.JsonAsync("/api/notifications", cancellationToken))
                .AsArray()
                .Select(message => new Message(message!))
                .Reverse(),
        ];

    public async Task ClearAsync(CancellationToken cancellationToken)
    {
        using var answer = await http.DeleteAsync("/api/notifications", cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>When the dead-man's switch was last called; null before the first time.</summary>
    public async Task<DateTimeOffset?> WatchdogHeardAsync(CancellationToken cancellationToken) =>
        (await http.JsonAsync("/api/watchdog", cancellationToken))["last_heard_at"]?.GetValue<DateTimeOffset>();
}
