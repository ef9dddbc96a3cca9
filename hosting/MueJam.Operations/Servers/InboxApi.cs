using System.Text.Json;

namespace MueJam.Operations.Servers;

/// <summary>The development inbox's API.</summary>
internal sealed class InboxApi(HttpClient http)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>The messages after one, the newest first.</summary>
    public async Task<IReadOnlyList<InboxMessage>> ReadAsync(long since, CancellationToken cancellationToken) =>
        await http.JsonAsync<IReadOnlyList<InboxMessage>>(
            "The inbox",
            HttpMethod.Get,
            $"/api/notifications?since={since}",
            null,
            Json,
            cancellationToken
        ) ?? [];
}

/// <summary>A message that people would have got.</summary>
/// <param name="Id">Greater than those before.</param>
/// <param name="ReceivedAt">When.</param>
/// <param name="Channel"><c>email</c>, <c>slack</c> or <c>pagerduty</c>.</param>
/// <param name="Recipients">Addresses, or a Slack channel.</param>
/// <param name="Subject">The line that the channel shows first.</param>
/// <param name="Alerts">What it announces.</param>
internal sealed record InboxMessage(
    long Id,
    DateTimeOffset ReceivedAt,
    string Channel,
    IReadOnlyList<string> Recipients,
    string Subject,
    IReadOnlyList<InboxAlert> Alerts
);

/// <summary>An alert in a message, <c>firing</c> or <c>resolved</c>.</summary>
internal sealed record InboxAlert(string Name, string Status);
