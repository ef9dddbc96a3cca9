using System.Net;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Stack;

/// <summary>The servers behind the gate are called by its address, and logged in to by nobody who need not.</summary>
[Collection(StackCollection.Name)]
public sealed class GateAddressTests(StackFixture stack)
{
    [Theory]
    [InlineData("prometheus")]
    [InlineData("alertmanager")]
    public async Task The_link_of_a_server_leads_to_the_gate(string server)
    {
        Assert.True(stack.App.ResourceNotifications.TryGetCurrentState(server, out var current));
        var url = new Uri(Assert.Single(current.Snapshot.Urls, url => !url.IsInternal).Url);
        Assert.Equal(stack.App.GetEndpoint("gate", server), url);
        using var browser = new HttpClient();
        using var page = await browser.GetAsync(url);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task Prometheus_calls_itself_by_the_address_of_the_gate()
    {
        using var prometheus = stack.CreateServerClient("prometheus");
        var flags = await prometheus.JsonAsync("/api/v1/status/flags");
        Assert.Equal(stack.App.GetEndpoint("gate", "prometheus"), new Uri($"{flags["data"]!["web.external-url"]}"));
    }

    [Fact]
    public async Task Prometheus_sends_each_login_to_those_alone_who_ask_for_it()
    {
        using var prometheus = stack.CreateServerClient("prometheus");
        // One that was started just now finds its targets within seconds.
        await Eventually.GetAsync(
            OfAsync,
            targets => targets is "muejam-limited api, muejam-protected alertmanager, muejam-protected prometheus"
        );

        var configuration = $"{(await prometheus.JsonAsync("/api/v1/status/config"))["data"]!["yaml"]}";
        var jobs = configuration[configuration.IndexOf("scrape_configs:", StringComparison.Ordinal)..]
            .Split("- job_name: ");
        Assert.Equal(
            ["muejam-limited metrics", "muejam-protected monitoring"],
            jobs.Where(job => job.Contains("basic_auth", StringComparison.Ordinal))
                .Select(job => $"{job.Split('\n')[0]} {job.Split("username: ")[1].Split('\n')[0]}")
        );

        async Task<string> OfAsync(CancellationToken cancellationToken)
        {
            var answer = await prometheus.JsonAsync("/api/v1/targets?state=active", cancellationToken);
            return string.Join(
                ", ",
                answer["data"]!["activeTargets"]!
                    .AsArray()
                    .Where(target => $"{target!["scrapePool"]}" != "muejam")
                    .Select(target => $"{target!["scrapePool"]} {target["labels"]!["job"]}")
                    .Order()
            );
        }
    }
}
