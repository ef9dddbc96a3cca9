using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace MueJam.Tests.Notifications;

/// <summary>What the inbox refuses, as the services would.</summary>
public sealed class InboxRefusalsTests(InboxProcess inbox) : IClassFixture<InboxProcess>
{
    private HttpClient Client => inbox.Client;

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

        Assert.Empty(await inbox.ListAsync());
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
        Assert.Empty(await inbox.ListAsync());
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
        Assert.Empty(await inbox.ListAsync());
    }

    [Fact]
    public async Task An_event_that_PagerDuty_would_refuse_is_refused()
    {
        foreach (var (field, value) in new[] { ("event_action", "shout"), ("routing_key", "short") })
        {
            var body = InboxProcess.Event("trigger");
            body[field] = value;
            using var answer = await Client.PostAsJsonAsync("/pagerduty/v2/enqueue", body);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains(field, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }
}
