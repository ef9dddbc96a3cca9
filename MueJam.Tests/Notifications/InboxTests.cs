using System.Net;
using System.Net.Http.Json;
using System.Net.NetworkInformation;
using System.Text;
using System.Text.Json.Nodes;

namespace MueJam.Tests.Notifications;

/// <summary>The inbox by itself: what it takes, keeps and refuses.</summary>
public sealed class InboxTests(InboxProcess inbox) : IClassFixture<InboxProcess>, IAsyncLifetime
{
    private HttpClient Client => inbox.Client;

    public async Task InitializeAsync()
    {
        using var answer = await Client.DeleteAsync(new Uri("/api/notifications", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Each_channel_is_shown_with_recipient_state_and_alerts()
    {
        Assert.StartsWith(
            "250",
            await inbox.MailAsync("[FIRING:2] One, Two [RESOLVED:1] Three", "<b>hello</b>"),
            StringComparison.Ordinal
        );
        await inbox.SlackAsync("[RESOLVED:1] One: all is well", "#alerts");
        await inbox.PagerDutyAsync("trigger");

        var notifications = await inbox.ListAsync();

        Assert.Equal(["pagerduty", "slack", "email"], notifications.Select(n => n["channel"]!.GetValue<string>()));
        Assert.Equal(
            ["PagerDuty", "#alerts", "ops-team@muejam-library.com"],
            notifications.Select(n => n["recipients"]![0]!.GetValue<string>())
        );
        Assert.Equal(["firing", "resolved", "firing"], notifications.Select(n => n["status"]!.GetValue<string>()));
        Assert.Equal(
            ["One firing", "Two firing", "Three resolved"],
            notifications[2]["alerts"]!.AsArray().Select(a => $"{a!["name"]} {a["status"]}")
        );
        Assert.Equal(
            ["One", "Two"],
            notifications[2]["alert_names"]!.AsArray().Select(name => name!.GetValue<string>())
        );
        Assert.Equal("<b>hello</b>", notifications[2]["email"]!["html"]!.GetValue<string>().Trim());
    }

    [Theory]
    [InlineData("One: [RESOLVED] Two", "", "")]
    [InlineData("[FIRING:1] One: [RESOLVED:1] Two", "firing", "One firing")]
    [InlineData("[FIRING:1] One: a, b", "firing", "One firing")]
    [InlineData("[RESOLVED:2] One, Two", "resolved", "One resolved, Two resolved")]
    [InlineData("hello", "", "")]
    public async Task State_and_names_are_those_of_the_headline_not_of_a_summary(
        string title,
        string status,
        string alerts
    )
    {
        await inbox.SlackAsync(title, "#alerts");
        var notification = Assert.Single(await inbox.ListAsync());
        Assert.Equal(status, notification["status"]?.GetValue<string>() ?? "");
        Assert.Equal(
            alerts,
            string.Join(", ", notification["alerts"]!.AsArray().Select(a => $"{a!["name"]} {a["status"]}"))
        );
    }

    [Fact]
    public async Task A_message_of_any_depth_is_refused_or_shown()
    {
        foreach (var depth in new[] { 10, 30, 60, 61, 62, 63, 64, 65, 1000 })
        {
            var body =
                $$"""{"attachments":[{"title":"x","fields":{{new string('[', depth)}}{{new string(']', depth)}}}]}""";
            using var answer = await Client.PostAsync(
                new Uri("/slack", UriKind.Relative),
                new StringContent(body, Encoding.UTF8, "application/json")
            );
            Assert.True(
                answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest,
                $"{depth}: {answer.StatusCode}"
            );
            await inbox.ListAsync();
        }

        Assert.NotEmpty(await inbox.ListAsync());
    }

    [Theory]
    [InlineData("=?utf-16be?B?2AA=?=")]
    [InlineData("=?utf-7?Q?+2AA-?=")]
    [InlineData("\0 \u0001 \u007f")]
    public async Task A_mail_with_any_subject_is_refused_or_shown(string subject)
    {
        await inbox.MailAsync(subject, "body");
        await inbox.ListAsync();
    }

    [Fact]
    public async Task Only_the_newest_500_are_kept()
    {
        for (var n = 1; n <= 510; n++)
        {
            await inbox.SlackAsync($"[FIRING:1] Alert{n}", "#alerts");
        }

        var notifications = await inbox.ListAsync();

        Assert.Equal(500, notifications.Count);
        Assert.Equal("[FIRING:1] Alert510", notifications[0]["subject"]!.GetValue<string>());
        Assert.Equal("[FIRING:1] Alert11", notifications[^1]["subject"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_arrives_is_told_live_and_what_was_missed_is_made_up_for()
    {
        await inbox.SlackAsync("[FIRING:1] Missed", "#alerts");
        using var stream = await Client.GetStreamAsync(new Uri("/api/notifications/stream", UriKind.Relative));
        using var reader = new StreamReader(stream);
        await inbox.SlackAsync("[FIRING:1] Live", "#alerts");
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var seen = new StringBuilder();
        while (!seen.ToString().Contains("Live", StringComparison.Ordinal))
        {
            seen.AppendLine(await reader.ReadLineAsync(timeout.Token));
        }

        Assert.Contains("Missed", seen.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_of_the_stream_knows_at_once_that_it_is_connected()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var stream = await Client.GetStreamAsync(
            new Uri("/api/notifications/stream?since=1000000", UriKind.Relative),
            timeout.Token
        );
        using var reader = new StreamReader(stream);
        Assert.Equal("event: opened", await reader.ReadLineAsync(timeout.Token));
    }

    [Fact]
    public void It_listens_on_loopback_only()
    {
        var listeners = IPGlobalProperties
            .GetIPGlobalProperties()
            .GetActiveTcpListeners()
            .Where(end => end.Port == inbox.HttpPort || end.Port == inbox.SmtpPort)
            .ToList();
        Assert.NotEmpty(listeners);
        Assert.All(listeners, end => Assert.True(IPAddress.IsLoopback(end.Address), $"{end}"));
    }

    [Fact]
    public async Task The_page_runs_no_script_but_its_own()
    {
        using var page = await Client.GetAsync(new Uri("/", UriKind.Relative));
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'; script-src 'self'; ", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(page.Headers.GetValues("X-Content-Type-Options")));
        // Nothing of a message is ever parsed as markup of the page.
        Assert.DoesNotMatch(
            "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|eval\\(",
            await Client.GetStringAsync(new Uri("/inbox.js", UriKind.Relative))
        );
    }

    [Fact]
    public async Task The_watchdog_is_no_notification()
    {
        Assert.Null((await Client.JsonAsync("/api/watchdog"))["last_heard_at"]);
        using var answer = await Client.PostAsJsonAsync("/watchdog", new JsonObject { ["status"] = "firing" });
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.NotNull((await Client.JsonAsync("/api/watchdog"))["last_heard_at"]);
        Assert.Empty(await inbox.ListAsync());
    }

    [Fact]
    public async Task Deleted_notifications_are_gone()
    {
        await inbox.SlackAsync("[FIRING:1] One", "#alerts");
        await InitializeAsync();
        Assert.Empty(await inbox.ListAsync());
    }
}
