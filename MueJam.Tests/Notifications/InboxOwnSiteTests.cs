namespace MueJam.Tests.Notifications;

/// <summary>The inbox obeys its own page and Alertmanager, and no page of another site.</summary>
public sealed class InboxOwnSiteTests(InboxProcess inbox) : IClassFixture<InboxProcess>
{
    private const string Event = """
        {"routing_key":"kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk","event_action":"trigger",
         "payload":{"summary":"s","source":"s","severity":"info"}}
        """;

    [Theory]
    [InlineData("POST", "/slack", """{"text":"t"}""")]
    [InlineData("POST", "/pagerduty/v2/enqueue", Event)]
    [InlineData("POST", "/watchdog", "{}")]
    [InlineData("DELETE", "/api/notifications", null)]
    public Task Another_site_changes_nothing(string method, string path, string? json) =>
        ForeignSite.AssertObeysItselfAloneAsync(inbox.Client, new HttpMethod(method), path, json);

    [Theory]
    [InlineData("/")]
    [InlineData("/inbox.js")]
    [InlineData("/api/notifications")]
    [InlineData("/api/watchdog")]
    [InlineData("/metrics")]
    [InlineData("/health")]
    public Task Another_site_reads_nothing(string path) =>
        ForeignSite.AssertReadByOwnNamesAloneAsync(inbox.Client, path);

    [Theory]
    [InlineData("localhost")]
    [InlineData("inbox.dev.localhost")]
    [InlineData("[::1]")]
    [InlineData("host.docker.internal")]
    [InlineData("host.containers.internal")]
    [InlineData("aspire.dev.internal")]
    public async Task Its_own_names_are_answered(string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/notifications");
        request.Headers.Host = $"{name}:{inbox.HttpPort}";
        using var answer = await inbox.Client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, $"{name}: {answer.StatusCode}");
    }
}
