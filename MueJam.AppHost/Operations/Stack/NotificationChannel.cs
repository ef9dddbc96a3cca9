namespace MueJam.AppHost.Operations;

/// <summary>A way to reach people, under the name that Alertmanager and the inbox share.</summary>
internal sealed record NotificationChannel(string Name, string CredentialKey)
{
    public static IReadOnlyList<NotificationChannel> All { get; } =
    [
        new("email", "SMTP_PASSWORD"),
        new("slack", "SLACK_WEBHOOK_URL"),
        new("pagerduty", "PAGERDUTY_SERVICE_KEY"),
    ];

    /// <summary>Its label in Alertmanager's metrics.</summary>
    public string Selector => $"integration=\"{Name}\"";
}
