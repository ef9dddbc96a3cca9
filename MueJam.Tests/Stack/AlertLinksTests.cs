using System.Net;
using System.Text.RegularExpressions;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Stack;

/// <summary>
/// The links of alerts lead to the pages of this stack, wherever they are, and every one of them opens.
/// </summary>
[Collection(StackCollection.Name)]
public sealed class AlertLinksTests(StackFixture stack)
{
    public static TheoryData<string> Pages => [.. Runbook.All.Select(page => page.Alert), "README"];

    [Fact]
    public async Task Every_rule_leads_to_this_stacks_dashboard_and_runbook()
    {
        var (grafana, runbooks) = (stack.App.GetEndpoint("grafana", "http"), new Uri(Gate, "docs/runbooks/"));
        using var prometheus = stack.CreateServerClient("prometheus");
        var watchdog = await Eventually.GetAsync(
            async token =>
                (await prometheus.JsonAsync("/api/v1/alerts", token))["data"]!["alerts"]!
                    .AsArray()
                    .FirstOrDefault(alert => $"{alert!["labels"]!["alertname"]}" == "Watchdog"),
            alert => alert is not null
        );
        Assert.Equal($"{grafana}d/monitoring-stack", $"{watchdog!["annotations"]!["dashboard_url"]}");
        Assert.Equal($"{runbooks}Watchdog.md", $"{watchdog["annotations"]!["runbook_url"]}");
    }

    [Fact]
    public async Task The_addresses_are_no_labels_of_an_alert()
    {
        using var alertmanager = stack.CreateServerClient("alertmanager");
        var watchdog = await Eventually.GetAsync(
            async token =>
                (await alertmanager.JsonAsync("/api/v2/alerts?filter=alertname=\"Watchdog\"", token)).AsArray(),
            alerts => alerts.Count == 1
        );
        Assert.DoesNotContain(
            watchdog[0]!["labels"]!.AsObject(),
            label => label.Key.EndsWith("_url", StringComparison.Ordinal)
        );
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_runbook_is_served_and_every_link_of_it_opens(string name)
    {
        using var browser = new HttpClient();
        var address = new Uri(Gate, $"docs/runbooks/{name}.md");
        var page = await browser.GetStringAsync(address);
        Assert.Contains("<h1", page, StringComparison.Ordinal);
        var links = Regex
            .Matches(page, "(?:href|src)=\"([^\"#]+)")
            .Select(link => new Uri(address, WebUtility.HtmlDecode(link.Groups[1].Value)))
            .Where(link => link.Authority == address.Authority)
            .Distinct();
        foreach (var link in links)
        {
            using var answer = await browser.GetAsync(link);
            Assert.True(answer.IsSuccessStatusCode, $"{link}: {answer.StatusCode}");
        }
    }

    [Theory]
    [InlineData("docs")]
    [InlineData("docs/")]
    [InlineData("docs/runbooks")]
    [InlineData("docs/runbooks/")]
    public async Task A_folder_leads_to_its_first_page(string path)
    {
        using var browser = new HttpClient();
        using var answer = await browser.GetAsync(new Uri(Gate, path));
        Assert.Equal(new Uri(Gate, "docs/runbooks/README.md"), answer.RequestMessage!.RequestUri);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("docs/nowhere.md")]
    [InlineData("docs/..%2FREADME.md")]
    [InlineData("docs/%2e%2e/README.md")]
    [InlineData("docs/runbooks/..%5C..%5C..%5CREADME.md")]
    public async Task Nothing_but_documents_is_served(string path)
    {
        using var browser = new HttpClient();
        using var answer = await browser.GetAsync(
            new Uri($"{Gate}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })
        );
        Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{answer.StatusCode}");
    }

    private Uri Gate => stack.App.GetEndpoint("gate", "alertmanager");
}
