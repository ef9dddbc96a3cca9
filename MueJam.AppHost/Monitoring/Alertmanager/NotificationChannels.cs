using MueJam.Operations.Stack;

namespace MueJam.AppHost.Monitoring;

/// <summary>
/// Where notifications go: each channel to its real service when it has a credential, else to the inbox.
/// </summary>
/// <param name="SmtpPassword">Password of the mail account, or null.</param>
/// <param name="SlackWebhookUrl">The incoming webhook, or null.</param>
/// <param name="PagerDutyRoutingKey">Integration key of the Events API v2, or null.</param>
/// <param name="DeadMansSwitchUrl">Called every minute while alerting works, or null.</param>
/// <param name="Inbox">The development inbox; null when every channel is real.</param>
public sealed record NotificationChannels(
    string? SmtpPassword,
    string? SlackWebhookUrl,
    string? PagerDutyRoutingKey,
    string? DeadMansSwitchUrl,
    IResourceBuilder<ProjectResource>? Inbox
)
{
    internal const string SmtpKey = "SMTP_PASSWORD",
        SlackKey = "SLACK_WEBHOOK_URL",
        PagerDutyKey = "PAGERDUTY_SERVICE_KEY";

    /// <summary>Each channel as Alertmanager calls it, with the setting that makes it real.</summary>
    internal IReadOnlyList<NotificationChannel> All =>
        [
            new("email", SmtpKey, SmtpPassword is not null),
            new("slack", SlackKey, SlackWebhookUrl is not null),
            new("pagerduty", PagerDutyKey, PagerDutyRoutingKey is not null),
        ];
}

/// <summary>Reads the channels from the configuration.</summary>
internal static class NotificationChannelsExtensions
{
    /// <summary>The channels; adds the <c>inbox</c> resource while at least one has no credential.</summary>
    public static NotificationChannels AddChannels(this IDistributedApplicationBuilder builder)
    {
        var smtp = Value(NotificationChannels.SmtpKey);
        var slack = Value(NotificationChannels.SlackKey);
        var pagerDuty = Value(NotificationChannels.PagerDutyKey);
        var inbox =
            builder.ExecutionContext.IsRunMode && (smtp is null || slack is null || pagerDuty is null)
                ? builder
                    .AddProject<Projects.MueJam_Inbox>("inbox", launchProfileName: null)
                    // No proxy, which would take messages while the inbox is down: Alertmanager would wait for minutes
                    // instead of saying so.
                    .WithHttpEndpoint(name: "http", isProxied: false)
                    .WithEndpoint(name: "smtp", scheme: "smtp", env: "SMTP__PORT", isProxied: false)
                    .WithUrlForEndpoint("http", url => url.DisplayText = "Inbox")
                    .WithHttpHealthCheck("/health")
                : null;
        return new NotificationChannels(smtp, slack, pagerDuty, Value("DEADMANSSWITCH_URL"), inbox);

        string? Value(string key) => builder.Configuration[key] is { Length: > 0 } value ? value : null;
    }
}
