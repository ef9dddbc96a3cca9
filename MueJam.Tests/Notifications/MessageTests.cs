using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Notifications;

/// <summary>What a message says, and what it must not be made to say.</summary>
[Collection(StackCollection.Name)]
public sealed class MessageTests(StackFixture stack, AlertsByHand alerts) : IClassFixture<AlertsByHand>, IAsyncLifetime
{
    private const string Hostile =
        """</title><script>alert(1)</script><img src=x onerror=alert(1)> & "quoted" 'single' `tick` *bold* """
        + """<!channel> <http://evil.example|click> {{ .Labels }} \ end""";

    public Task InitializeAsync() => alerts.ClearAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Every_channel_carries_the_facts_and_the_links()
    {
        var page = stack.App.GetEndpoint("gate", "alertmanager");
        var messages = await SendAsync(
            AlertsByHand.Alert("CriticalQueryLatency", "critical", "database", ("instance", "api"))
        );

        Assert.All(
            Texts(messages),
            text =>
                Assert.All(
                    [
                        "CriticalQueryLatency happened",
                        "The value is 612ms (limit: 500ms).",
                        "critical",
                        "database",
                        "api",
                        "2026-01-02 03:04:05 UTC",
                        "https://github.com/muejam/library/blob/main/docs/runbooks/CriticalQueryLatency.md",
                        "http://localhost:3000/d/database-metrics",
                        $"{page}#/silences/new?filter=%7B",
                    ],
                    fact => Assert.Contains(fact, text, StringComparison.Ordinal)
                )
        );
    }

    /// <summary>Other people's rules have other annotations, and perhaps no component.</summary>
    [Fact]
    public async Task An_alert_without_our_annotations_is_told_whole_and_without_empty_lines()
    {
        var alert = AlertsByHand.Alert("OfAnotherPack", "critical", "", ("team", "storage"));
        alert["annotations"] = new JsonObject { ["message"] = "The disk is full." };
        await alerts.PostAsync(alert);
        var messages = await alerts.ArrivedAsync(
            "OfAnotherPack",
            "firing",
            [.. EveryAlert.Destinations("critical", "")]
        );

        Assert.All(
            Texts(messages),
            text =>
            {
                Assert.Contains("OfAnotherPack", text, StringComparison.Ordinal);
                Assert.Matches(@"message(: |\W.*>)The disk is full\.", text);
                Assert.Matches(@"team(: |\W.*>)storage", text);
                Assert.DoesNotMatch(@"\*\*|``|(Component|Instance|Runbook|Dashboard)\b", text);
                Assert.DoesNotMatch(@"\n[A-Z][a-z]+: *\n", text);
            }
        );
    }

    [Fact]
    public async Task Colours_follow_the_state()
    {
        var critical = AlertsByHand.Alert("Red", "critical", "database");
        var warning = AlertsByHand.Alert("Amber", "warning", "database");
        await alerts.PostAsync(critical, warning);
        await alerts.ArrivedAsync("Red", "firing", "slack #critical-alerts");
        await alerts.ArrivedAsync("Amber", "firing", "slack #alerts");
        await alerts.ResolveAsync(critical, warning);
        await alerts.ArrivedAsync("Red", "resolved", "slack #critical-alerts");
        var messages = await alerts.ArrivedAsync("Amber", "resolved", "slack #alerts");

        Assert.Equal(["#c62828", "#2e7d32"], Colours("slack #critical-alerts"));
        Assert.Equal(["#ef6c00", "#2e7d32"], Colours("slack #alerts"));

        IEnumerable<string> Colours(string to) =>
            messages
                .Where(message => message.To == to)
                .Select(message => message.Json["slack"]!["attachments"]![0]!["color"]!.GetValue<string>());
    }

    [Fact]
    public async Task Text_of_an_alert_is_never_markup_of_a_message()
    {
        var alert = AlertsByHand.Alert(
            "Hostile",
            "critical",
            "database",
            ("instance", Hostile),
            ("table", "x\r\nBcc: evil@example.com")
        );
        alert["annotations"]!["summary"] = Hostile;
        alert["annotations"]!["description"] = Hostile;
        alert["annotations"]!["runbook_url"] = "javascript:alert(1)";
        alert["annotations"]!["dashboard_url"] = "http://x/|evil> <!channel>";

        var messages = await SendAsync(alert);

        var html = messages.First(message => message.Json["email"] is not null).Json["email"]![
            "html"
        ]!.GetValue<string>();
        Assert.DoesNotMatch(
            new Regex("<script|<img|href=\"javascript:|href='javascript:", RegexOptions.IgnoreCase),
            html
        );
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
        // Angle brackets are markup of Slack's: none but those of the links that the template writes.
        var slack = messages.First(message => message.Json["slack"] is not null).Json["slack"]!["attachments"]![0]!;
        Assert.DoesNotContain('<', slack["title"]!.GetValue<string>());
        Assert.All(
            Regex.Matches(slack["text"]!.GetValue<string>(), "<[^>]*>").Select(link => link.Value),
            link =>
                Assert.Matches(
                    "^<(javascript:alert\\(1\\)\\|Runbook|http://x/evil!channel\\|Dashboard|http[^|<>]*\\|Silence)>$",
                    link
                )
        );
    }

    [Fact]
    public async Task Secrets_are_neither_in_the_status_nor_in_the_log()
    {
        await SendAsync(AlertsByHand.Alert("Whatever", "critical", "database"));
        var status = await alerts.Alertmanager.GetStringAsync("/api/v2/status");
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        Assert.DoesNotContain("inbox000", status, StringComparison.Ordinal);
        Assert.DoesNotContain("/slack\"", status, StringComparison.Ordinal);
        Assert.Contains("routing_key_file", status, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "inbox000",
            string.Join('\n', await stack.LogAsync("alertmanager")),
            StringComparison.Ordinal
        );
    }

    private async Task<IReadOnlyList<Message>> SendAsync(JsonObject alert)
    {
        alert["startsAt"] = "2026-01-02T03:04:05Z";
        await alerts.PostAsync(alert);
        return await alerts.ArrivedAsync(
            alert["labels"]!["alertname"]!.GetValue<string>(),
            "firing",
            [.. EveryAlert.Destinations("critical", "database")]
        );
    }

    /// <summary>What people read: both forms of the e-mail, Slack's text, PagerDuty's details.</summary>
    private static IEnumerable<string> Texts(IEnumerable<Message> messages) =>
        messages.SelectMany(message =>
            message.Json["channel"]!.GetValue<string>() switch
            {
                "email" =>
                [
                    message.Json["email"]!["text"]!.GetValue<string>(),
                    System.Net.WebUtility.HtmlDecode(message.Json["email"]!["html"]!.GetValue<string>()),
                ],
                "slack" => new[] { message.Json["slack"]!["attachments"]![0]!["text"]!.GetValue<string>() },
                _ => [message.Json["pager_duty"]!["custom_details"]!["firing"]!.GetValue<string>()],
            }
        );
}
