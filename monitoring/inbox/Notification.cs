using System.Text.Json;

namespace MueJam.Inbox;

/// <summary>One message that Alertmanager would have sent to people, on the channel that it chose.</summary>
public sealed record Notification
{
    /// <summary>Increases by one with every message; assigned by <see cref="NotificationStore"/>.</summary>
    public long Id { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary><c>email</c>, <c>slack</c> or <c>pagerduty</c>.</summary>
    public required string Channel { get; init; }

    /// <summary><c>firing</c> or <c>resolved</c>; null where the message does not say.</summary>
    public string? Status { get; init; }

    public IReadOnlyList<string> AlertNames { get; init; } = [];

    /// <summary>The one line that the channel shows first.</summary>
    public string Subject { get; init; } = "";

    public EmailContent? Email { get; init; }

    public SlackContent? Slack { get; init; }

    public PagerDutyContent? PagerDuty { get; init; }

    /// <summary>What came over the wire, as text.</summary>
    public required string Raw { get; init; }
}

/// <summary>An e-mail, its recipients those of the envelope.</summary>
public sealed record EmailContent(string From, IReadOnlyList<string> Recipients, string? Text, string? Html);

/// <summary>A message to a Slack incoming webhook; attachments are kept as they came.</summary>
public sealed record SlackContent(string? Channel, string? Username, string? Text, JsonElement? Attachments);

/// <summary>An event of PagerDuty's Events API v2.</summary>
public sealed record PagerDutyContent(
    string EventAction,
    string DedupKey,
    string? Severity,
    string? Summary,
    string? Source,
    string? Component,
    string? Class,
    string? ClientUrl,
    JsonElement? CustomDetails);
