using System.Net;
using System.Net.Http.Json;
using System.Net.NetworkInformation;
using System.Text;
using System.Text.Json.Nodes;
using MueJam.Tests.Support;

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
        await SlackAsync("[RESOLVED:1] One: all is well", "#alerts");
        await PagerDutyAsync("trigger");

        var notifications = await ListAsync();

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
        await SlackAsync(title, "#alerts");
        var notification = Assert.Single(await ListAsync());
        Assert.Equal(status, notification["status"]?.GetValue<string>() ?? "");
        Assert.Equal(
            alerts,
            string.Join(", ", notification["alerts"]!.AsArray().Select(a => $"{a!["name"]} {a["status"]}"))
        );
    }

    [Theory]
    [InlineData("/slack")]
    [InlineData("/pagerduty/v2/enqueue")]
    [InlineData("/watchdog")]
    public async Task What_is_no_JSON_object_is_refused_with_a_reason(string path)
    {
        foreach (var body in new[] { "{", "", "[1]", "null", "\"text\"", "{\"a\":1} trailing" })
        {
            using var answer = await Client.PostAsync(
                new Uri(path, UriKind.Relative),
                new StringContent(body, Encoding.UTF8, "application/json")
            );
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            var problem = await answer.Content.ReadFromJsonAsync<JsonNode>();
            Assert.Contains("JSON", problem!["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        }

        Assert.Empty(await ListAsync());
    }

    [Theory]
    [InlineData("/slack", """{"text":"t","attachments":[{"title":"x","text":"\ud800"}]}""")]
    [InlineData("/slack", """{"text":"t","attachments":[{"title":"x","\udc00":"y"}]}""")]
    [InlineData("/slack", """{"text":"\ud800"}""")]
    [InlineData("/slack", """{"text":"t","channel":"\udfff\ud800"}""")]
    [InlineData("/pagerduty/v2/enqueue", """{"event_action":"\ud800"}""")]
    [InlineData("/watchdog", """{"\ud800":1}""")]
    public async Task What_could_not_be_shown_again_is_refused(string path, string body)
    {
        using var answer = await Client.PostAsync(
            new Uri(path, UriKind.Relative),
            new StringContent(body, Encoding.UTF8, "application/json")
        );
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(await ListAsync());
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
            await ListAsync();
        }

        Assert.NotEmpty(await ListAsync());
    }

    [Theory]
    [InlineData("=?utf-16be?B?2AA=?=")]
    [InlineData("=?utf-7?Q?+2AA-?=")]
    [InlineData("\0 \u0001 \u007f")]
    public async Task A_mail_with_any_subject_is_refused_or_shown(string subject)
    {
        await inbox.MailAsync(subject, "body");
        await ListAsync();
    }

    [Theory]
    [InlineData("/api/notifications?since=abc")]
    [InlineData("/api/notifications?since=99999999999999999999")]
    [InlineData("/api/notifications/stream?since=abc")]
    public async Task A_parameter_that_is_no_number_is_the_callers_error(string path)
    {
        using var answer = await Client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("/slack")]
    [InlineData("/pagerduty/v2/enqueue")]
    [InlineData("/watchdog")]
    public async Task A_body_of_100_MB_is_refused(string path)
    {
        using var content = new ByteArrayContent(new byte[100 * 1024 * 1024]);
        content.Headers.ContentType = new("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        // The server answers before it reads.
        request.Headers.ExpectContinue = true;
        using var answer = await Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task A_mail_that_is_too_large_is_refused()
    {
        Assert.StartsWith("552", await inbox.MailAsync("large", new string('x', 300 * 1024)), StringComparison.Ordinal);
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task An_event_that_PagerDuty_would_refuse_is_refused()
    {
        foreach (var (field, value) in new[] { ("event_action", "shout"), ("routing_key", "short") })
        {
            var body = Event("trigger");
            body[field] = value;
            using var answer = await Client.PostAsJsonAsync("/pagerduty/v2/enqueue", body);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains(field, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Only_the_newest_500_are_kept()
    {
        for (var n = 1; n <= 510; n++)
        {
            await SlackAsync($"[FIRING:1] Alert{n}", "#alerts");
        }

        var notifications = await ListAsync();

        Assert.Equal(500, notifications.Count);
        Assert.Equal("[FIRING:1] Alert510", notifications[0]["subject"]!.GetValue<string>());
        Assert.Equal("[FIRING:1] Alert11", notifications[^1]["subject"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_arrives_is_told_live_and_what_was_missed_is_made_up_for()
    {
        await SlackAsync("[FIRING:1] Missed", "#alerts");
        using var stream = await Client.GetStreamAsync(new Uri("/api/notifications/stream", UriKind.Relative));
        using var reader = new StreamReader(stream);
        await SlackAsync("[FIRING:1] Live", "#alerts");
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
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Deleted_notifications_are_gone()
    {
        await SlackAsync("[FIRING:1] One", "#alerts");
        await InitializeAsync();
        Assert.Empty(await ListAsync());
    }

    private static JsonObject Event(string action) =>
        new()
        {
            ["routing_key"] = new string('k', 32),
            ["event_action"] = action,
            ["dedup_key"] = "incident",
            ["payload"] = new JsonObject
            {
                ["summary"] = "[FIRING:1] One: it burns",
                ["source"] = "alertmanager",
                ["severity"] = "critical",
            },
        };

    private async Task PagerDutyAsync(string action)
    {
        using var answer = await Client.PostAsJsonAsync("/pagerduty/v2/enqueue", Event(action));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    private async Task SlackAsync(string title, string channel)
    {
        using var answer = await Client.PostAsJsonAsync(
            "/slack",
            new JsonObject
            {
                ["channel"] = channel,
                ["attachments"] = new JsonArray(new JsonObject { ["title"] = title }),
            }
        );
        Assert.Equal("ok", await answer.Content.ReadAsStringAsync());
    }

    private async Task<IReadOnlyList<JsonNode>> ListAsync() =>
        [.. (await Client.JsonAsync("/api/notifications")).AsArray().Select(n => n!)];
}
