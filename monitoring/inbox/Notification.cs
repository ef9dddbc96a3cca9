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

    /// <summary>E-mail addresses, a Slack channel, or <c>PagerDuty</c>.</summary>
    public required IReadOnlyList<string> Recipients { get; init; }

    /// <summary>
    /// <c>firing</c> while one of the alerts is, or <c>resolved</c>; null where the message does not say.
    /// </summary>
    public string? Status { get; init; }

    /// <summary>The alerts of the message with the state that it announces.</summary>
    public IReadOnlyList<AlertState> Alerts { get; init; } = [];

    /// <summary>The names of <see cref="Alerts"/> in the state that is the message's.</summary>
    public IReadOnlyList<string> AlertNames =>
        [.. Alerts.Where(alert => alert.Status == Status).Select(alert => alert.Name)];

    /// <summary>The one line that the channel shows first.</summary>
    public string Subject { get; init; } = "";

    public EmailContent? Email { get; init; }

    public SlackContent? Slack { get; init; }

    public PagerDutyContent? PagerDuty { get; init; }

    /// <summary>What came over the wire, as text.</summary>
    public required string Raw { get; init; }
}

/// <summary>An alert, <c>firing</c> or <c>resolved</c>.</summary>
public sealed record AlertState(string Name, string Status);

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
    JsonElement? CustomDetails
);
