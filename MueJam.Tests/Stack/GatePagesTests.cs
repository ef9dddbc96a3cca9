using System.Net;
using Aspire.Hosting.Testing;
using Microsoft.Playwright;
using MueJam.Pictures;

namespace MueJam.Tests.Stack;

/// <summary>
/// What an engineer on call sees of Alertmanager and Prometheus by the links of messages, whatever the distribution
/// left out.
/// </summary>
[Collection(StackCollection.Name)]
public sealed class GatePagesTests(StackFixture stack) : IAsyncLifetime
{
    private Chromium? _chromium;
    private DashboardPage _browser = null!;
    private HttpClient _alertmanager = null!;

    private IPage Page => _browser.Page;

    private bool HasPages { get; set; }

    private Uri Gate => stack.App.GetEndpoint("gate", "alertmanager");

    public async Task InitializeAsync()
    {
        _alertmanager = stack.CreateServerClient("alertmanager");
        _chromium = await Chromium.StartAsync(new Progress<string>(), CancellationToken.None);
        _browser = await _chromium.NewPageAsync(height: 900);
        Page.SetDefaultTimeout(30_000);
        HasPages = await SilencePage.IsAlertmanagersOwnAsync(_alertmanager);
    }

    public async Task DisposeAsync()
    {
        _alertmanager.Dispose();
        await (_chromium?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact]
    public async Task A_silence_is_made_from_the_link_of_a_message_holds_and_is_ended()
    {
        if (HasPages)
        {
            return;
        }

        var alert = await SilenceableAlert.FireAsync(_alertmanager);
        var name = alert.Name;
        var filter = Uri.EscapeDataString($$"""{alertname="{{name}}",severity="none"}""");
        await Page.GotoAsync($"{Gate}#/silences/new?filter={filter}");
        await Page.GetByText($"Matches now: {name}.").WaitForAsync();
        await SilencePage.SilenceAsync(Page, "Ada", "<b>a new disk</b>");
        await Page.GetByText($"Mutes {name}.").WaitForAsync();
        await Page.GetByText("<b>a new disk</b>").WaitForAsync();
        Assert.Equal("suppressed", await alert.StateAsync());

        await Page.GotoAsync($"{Gate}#/alerts");
        var card = Page.Locator("article").Filter(new() { HasText = name });
        await card.GetByRole(AriaRole.Link, new() { Name = "Silenced" }).ClickAsync();
        await SilencePage.EndAsync(Page, "Ada");
        await Eventually.GetAsync(alert.StateAsync, state => state == "active");
        Assert.Empty(_browser.Errors);
    }

    [Theory]
    [InlineData("nonsense", "2h", "This is no matcher: nonsense.")]
    [InlineData("""alertname="X" """, "soon", "'soon' is no duration")]
    [InlineData("""alertname=~".*" """, "2h", "must not match the empty string")]
    public async Task What_cannot_be_is_said_beside_the_button(string matchers, string duration, string reason)
    {
        if (HasPages)
        {
            return;
        }

        await Page.GotoAsync($"{Gate}#/silences/new");
        await Page.GetByLabel("Matchers").FillAsync(matchers);
        await Page.GetByLabel("Duration").FillAsync(duration);
        await SilencePage.SilenceAsync(Page, "Ada", "none");
        await Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = reason }).WaitForAsync();
    }

    [Fact]
    public async Task The_link_of_a_headline_shows_the_alerts_of_its_receiver()
    {
        if (HasPages)
        {
            return;
        }

        var name = (await SilenceableAlert.FireAsync(_alertmanager)).Name;
        await Page.GotoAsync($"{Gate}#/alerts?receiver=operations");
        await Page.GetByText("Alerts for operations").WaitForAsync();
        await Page.GetByRole(AriaRole.Heading, new() { Name = name }).WaitForAsync();
        await Page.GotoAsync($"{Gate}#/alerts?receiver=nobody");
        await Page.GetByText("No alert is firing.").WaitForAsync();
        await Page.RouteAsync("**/api/v2/alerts", route => route.FulfillAsync(new() { Body = "[]" }));
        await Page.ReloadAsync();
        await Page.GetByText("No alert has arrived, not even Watchdog.").WaitForAsync();
    }

    [Fact]
    public async Task The_page_says_that_Alertmanager_is_away_and_goes_on_by_itself_when_it_is_back()
    {
        if (HasPages)
        {
            return;
        }

        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var name = (await SilenceableAlert.FireAsync(_alertmanager)).Name;
        await Page.GotoAsync($"{Gate}#/silences/new?filter={Uri.EscapeDataString($"alertname=\"{name}\"")}");
        await SilencePage.SilenceAsync(Page, "Ada", "before the fault");
        await Page.GetByText($"Mutes {name}.").WaitForAsync();
        await stack.StopAsync("alertmanager", timeout.Token);
        try
        {
            await Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "does not answer" }).WaitForAsync();
            await using var another = await _chromium!.NewPageAsync(height: 900);
            var opened = await another.Page.GotoAsync(Gate.ToString());
            Assert.Equal((int)HttpStatusCode.BadGateway, opened!.Status);
        }
        finally
        {
            await stack.StartAsync("alertmanager", timeout.Token);
        }

        // The page that was open goes on by itself; the silence was kept.
        await Page.GetByText("before the fault").WaitForAsync();
        await SilencePage.EndAsync(Page, "Ada");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Alerts" }).ClickAsync();
        // It is there, or the page says that it has not arrived yet: Prometheus sends it again once a minute.
        await Page.GetByText("Watchdog").First.WaitForAsync();
        Assert.DoesNotContain("This cannot be shown", await Page.ContentAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alerts")]
    [InlineData("rules")]
    [InlineData("targets")]
    [InlineData("graph?g0.expr=up&g0.tab=1")]
    public async Task The_pages_of_Prometheus_are_found_by_the_addresses_of_its_links(string path)
    {
        var answer = await Page.GotoAsync(new Uri(stack.App.GetEndpoint("gate", "prometheus"), path).ToString());
        Assert.Equal((int)HttpStatusCode.OK, answer!.Status);
        Assert.Contains("Prometheus", await Page.TitleAsync(), StringComparison.Ordinal);
    }
}
