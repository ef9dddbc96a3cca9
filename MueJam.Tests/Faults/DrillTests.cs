using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using MueJam.Pictures;
using MueJam.Tests.Notifications;
using Xunit.Abstractions;

namespace MueJam.Tests.Faults;

/// <summary>
/// A fault as the engineer on call lives through it: by the links of the message alone, from the first one to the last.
/// </summary>
[Collection(FaultCollection.Name)]
public sealed partial class DrillTests(FaultStack stack, ITestOutputHelper output) : IAsyncLifetime
{
    private const string Alert = "RedisInstanceDown";

    private readonly Stopwatch _clock = new();
    private Chromium? _chromium;
    private DashboardPage _browser = null!;
    private bool _hasPages;

    private IPage Page => _browser.Page;

    public async Task InitializeAsync()
    {
        _chromium = await Chromium.StartAsync(new Progress<string>(), CancellationToken.None);
        _browser = await _chromium.NewPageAsync();
        Page.SetDefaultTimeout(30_000);
        using var alertmanager = stack.CreateServerClient("alertmanager");
        _hasPages = await SilencePage.IsAlertmanagersOwnAsync(alertmanager);
    }

    public async Task DisposeAsync() => await (_chromium?.DisposeAsync() ?? ValueTask.CompletedTask);

    [Fact]
    public async Task Redis_stops_and_every_link_of_the_message_helps()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        await stack.QuietAsync();
        await stack.ForgetResolvedAsync(timeout.Token);
        await stack.Inbox.ClearAsync(timeout.Token);

        _clock.Start();
        await stack.StopAsync("redis", timeout.Token);
        Tell("redis is stopped");
        try
        {
            var message = await Eventually.GetAsync(
                async token =>
                    (await stack.Inbox.MessagesAsync(token)).FirstOrDefault(one =>
                        one.Announces(Alert, "firing") && one.Json["email"] is not null
                    ),
                found => found is not null
            );
            Tell($"the message: {message!.Json["subject"]}");

            var links = Links($"{message.Json["email"]!["html"]}");
            Assert.Equal(["Runbook", "Dashboard", "Query", "Silence", "Alertmanager"], links.Select(link => link.Text));
            foreach (var (text, address) in links)
            {
                // Not ours: a distribution's page of Prometheus may complain of itself.
                await using var own = text == "Query" ? await _chromium!.NewPageAsync() : null;
                var page = own?.Page ?? Page;
                var answer = await page.GotoAsync(address);
                // The same page with another fragment is not loaded again.
                Assert.True(
                    answer is null or { Status: (int)HttpStatusCode.OK },
                    $"{text} {address}: {answer?.Status}"
                );
                if (!(_hasPages && (text is "Silence" or "Alertmanager")))
                {
                    await ShowsAsync(page, text);
                }

                Tell($"{text} opens");
            }

            Assert.Empty(_browser.Errors);
            await CommandsSayAsync(isDown: true, timeout.Token);
            Tell("the commands of the runbook say that it is down");
            if (!_hasPages)
            {
                await SilenceAsync(links.Single(link => link.Text == "Silence").Address);
                Tell("it is silenced");
                await SilencePage.EndAsync(Page, "on call");
                Tell("the silence is ended");
            }
        }
        finally
        {
            await stack.StartAsync("redis", CancellationToken.None);
            Tell("redis runs");
        }

        await CommandsSayAsync(isDown: false, timeout.Token);
        string[] everyone = [.. EveryAlert.Destinations("critical", "cache")];
        var messages = await Eventually.GetAsync(
            stack.Inbox.MessagesAsync,
            all => everyone.All(to => all.Any(one => one.To == to && one.Announces(Alert, "resolved")))
        );
        Tell("everybody is told of the end");
        await stack.QuietAsync();
        messages = await stack.Inbox.MessagesAsync(timeout.Token);
        Assert.Equal(
            everyone.SelectMany(to => (string[])[$"{to} firing", $"{to} resolved"]).Order(),
            messages
                .Where(one => one.Alerts.Any(alert => alert.Name == Alert))
                .Select(one => $"{one.To} {one.Status}")
                .Order()
        );
    }

    private static List<(string Text, string Address)> Links(string html) =>
        [
            .. Link()
                .Matches(html)
                .Select(link => (link.Groups["text"].Value, WebUtility.HtmlDecode(link.Groups["url"].Value))),
        ];

    /// <summary>What whoever follows a link looks for.</summary>
    private static Task ShowsAsync(IPage page, string link) =>
        link switch
        {
            "Runbook" => page.GetByRole(AriaRole.Heading, new() { Name = Alert }).WaitForAsync(),
            "Dashboard" => page.GetByText("Cache Hit Rate").First.WaitForAsync(),
            "Query" => Eventually.GetAsync(
                _ => page.TitleAsync(),
                title =>
                    title.Contains("Prometheus", StringComparison.Ordinal)
                    && page.Url.Contains("redis_up", StringComparison.Ordinal)
            ),
            "Silence" => page.GetByText($"Matches now: {Alert}.").WaitForAsync(),
            _ => page.GetByRole(AriaRole.Heading, new() { Name = Alert }).WaitForAsync(),
        };

    private async Task CommandsSayAsync(bool isDown, CancellationToken cancellationToken)
    {
        var page = Runbook.All.Single(page => page.Alert == Alert);
        var said = await RunbookShell.RunAsync(stack, page);
        var (well, ill) = RunbookShell.Says[Alert];
        Assert.Contains(isDown ? ill : well, said, StringComparison.Ordinal);
        Assert.Contains(isDown ? "\"Degraded\"" : "\"Healthy\"", said, StringComparison.Ordinal);

        var value = await Eventually.GetAsync(
            token => stack.Prometheus.Http.QueryAsync(page.Blocks("promql").Single(), token),
            found => found is [{ Value: var up }] && up == (isDown ? 0 : 1)
        );
        Assert.Single(value);
    }

    private async Task SilenceAsync(string address)
    {
        await Page.GotoAsync(address);
        await Page.ReloadAsync();
        await SilencePage.SilenceAsync(Page, "on call", "a drill");
        await Page.GetByText($"Mutes {Alert}.").WaitForAsync();
        var (isGood, silences) = await Ops.RunAsync(stack, "alertmanager", "silences");
        Assert.True(isGood, silences);
        Assert.Contains("a drill", silences, StringComparison.Ordinal);
    }

    private void Tell(string what) => output.WriteLine($"{_clock.Elapsed.TotalSeconds:0.0} s  {what}");

    [GeneratedRegex("<a [^>]*href=\"(?<url>[^\"]+)\"[^>]*>(?<text>[^<]+)</a>")]
    private static partial Regex Link();
}
