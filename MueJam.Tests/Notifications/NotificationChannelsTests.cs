using Aspire.Hosting.Testing;

namespace MueJam.Tests.Notifications;

/// <summary>What the original says under "Notification Channels", claim by claim.</summary>
[Collection(StackCollection.Name)]
public sealed class NotificationChannelsTests(EveryAlert every) : IClassFixture<EveryAlert>
{
    private const string Domain = "muejam-library.com";

    [Fact(DisplayName = "Email Notifications: ops-team@muejam-library.com: All alerts")]
    public void Operations() => Hears($"email ops-team@{Domain}", (_, _) => true);

    [Fact(DisplayName = "Email Notifications: oncall@muejam-library.com: Critical alerts only")]
    public void OnCall() => Hears($"email oncall@{Domain}", (severity, _) => severity == "critical");

    [Fact(DisplayName = "Email Notifications: database-team@muejam-library.com: Database-specific alerts")]
    public void DatabaseTeam() => Hears($"email database-team@{Domain}", (_, component) => component == "database");

    [Fact(DisplayName = "Email Notifications: cache-team@muejam-library.com: Cache-specific alerts")]
    public void CacheTeam() => Hears($"email cache-team@{Domain}", (_, component) => component == "cache");

    [Fact(DisplayName = "Slack Notifications: #critical-alerts: Critical severity alerts")]
    public void CriticalChannel() => Hears("slack #critical-alerts", (severity, _) => severity == "critical");

    [Fact(DisplayName = "Slack Notifications: #alerts: Warning severity alerts")]
    public void WarningChannel() => Hears("slack #alerts", (severity, _) => severity == "warning");

    [Fact(DisplayName = "Slack Notifications: #database-alerts: Database component alerts")]
    public void DatabaseChannel() => Hears("slack #database-alerts", (_, component) => component == "database");

    [Fact(DisplayName = "Slack Notifications: #cache-alerts: Cache component alerts")]
    public void CacheChannel() => Hears("slack #cache-alerts", (_, component) => component == "cache");

    [Fact(DisplayName = "PagerDuty Integration: Critical alerts are sent to PagerDuty for on-call escalation")]
    public void PagerDuty() => Hears("pagerduty PagerDuty", (severity, _) => severity == "critical");

    [Fact(
        DisplayName = "Email Notifications: Configured in alertmanager/alertmanager.yml: smtp.gmail.com:587, "
            + "from and as alerts@muejam-library.com, with SMTP_PASSWORD"
    )]
    public void Email_configuration()
    {
        var configuration = File.ReadAllLines(
            Path.Combine(Repository.Root, "monitoring", "alertmanager", "alertmanager.yml")
        );
        Assert.Contains("  smtp_smarthost: smtp.gmail.com:587", configuration);
        Assert.Contains("  smtp_from: alerts@muejam-library.com", configuration);
        Assert.Contains("  smtp_auth_username: alerts@muejam-library.com", configuration);
        // Alertmanager expands no ${SMTP_PASSWORD}: the AppHost writes it to this file.
        Assert.Contains("  smtp_auth_password_file: /etc/alertmanager-secrets/smtp_password", configuration);
        Assert.All(
            every.Messages.Where(message => message.Json["email"] is not null),
            message => Assert.Equal($"alerts@{Domain}", message.Json["email"]!["from"]!.GetValue<string>())
        );
    }

    [Theory(DisplayName = "Configuration: Set SMTP_PASSWORD, SLACK_WEBHOOK_URL and PAGERDUTY_SERVICE_KEY in .env file")]
    [InlineData("p.w", "https://hooks.slack.com/services/T/B/x", "0123456789abcdef0123456789abcdef", false)]
    [InlineData("", "https://hooks.slack.com/services/T/B/x", "0123456789abcdef0123456789abcdef", true)]
    [InlineData("p.w", "", "0123456789abcdef0123456789abcdef", true)]
    [InlineData("p.w", "https://hooks.slack.com/services/T/B/x", "", true)]
    public async Task Only_a_channel_without_its_credential_needs_the_inbox(
        string smtp,
        string slack,
        string pagerDuty,
        bool inbox
    )
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.MueJam_AppHost>([
            $"--SMTP_PASSWORD={smtp}",
            $"--SLACK_WEBHOOK_URL={slack}",
            $"--PAGERDUTY_SERVICE_KEY={pagerDuty}",
        ]);
        await using var app = await builder.BuildAsync();
        Assert.Equal(inbox, builder.Resources.Any(resource => resource.Name == "inbox"));
    }

    /// <summary>Exactly these, each announced once as firing and once as resolved.</summary>
    private void Hears(string destination, Func<string, string, bool> isFor)
    {
        string[] expected =
        [
            .. EveryAlert
                .Pairs.Where(pair => isFor(pair.Severity, pair.Component))
                .Select(pair => EveryAlert.Name(pair.Severity, pair.Component))
                .Order(StringComparer.Ordinal),
        ];
        Assert.Equal(expected, every.Heard(destination, "firing"));
        Assert.Equal(expected, every.Heard(destination, "resolved"));
    }
}
