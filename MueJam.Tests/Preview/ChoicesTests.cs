using System.Web;
using Microsoft.Playwright;

namespace MueJam.Tests.Preview;

/// <summary>What is chosen on the page reaches Prometheus.</summary>
[Collection(PreviewCollection.Name)]
public sealed class ChoicesTests(PreviewStack stack)
{
    [Fact]
    public async Task Another_time_range_is_asked_for_and_stands_in_the_address()
    {
        await using var page = await stack.OpenAsync("/d/database-metrics?from=now-5m&to=now&refresh=");
        await page.Page.GetByTestId("data-testid TimePicker Open Button").ClickAsync();
        var query = await page.Page.RunAndWaitForRequestAsync(
            () => page.Page.GetByText("Last 15 minutes", new() { Exact = true }).ClickAsync(),
            request => request.Url.EndsWith("/query_range", StringComparison.Ordinal)
        );

        var form = HttpUtility.ParseQueryString(query.PostData!);
        Assert.InRange(double.Parse(form["end"]!, null) - double.Parse(form["start"]!, null), 870, 930);
        Assert.Contains("from=now-15m", page.Page.Url, StringComparison.Ordinal);
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task A_variable_narrows_every_question_and_stands_in_the_address()
    {
        await using var page = await stack.OpenAsync("/d/monitoring-stack?from=now-5m&to=now&refresh=5s");
        var legend = page.Panel("Scrape Duration");
        await Expect(legend).ToContainTextAsync("postgres-replica");

        await page.Page.Locator("#var-job").ClickAsync();
        await page.Page.GetByRole(AriaRole.Option, new() { Name = "redis-exporter" }).ClickAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(legend).Not.ToContainTextAsync("postgres-replica");
        await Expect(legend).ToContainTextAsync("redis");
        Assert.Contains("var-job=redis-exporter", page.Page.Url, StringComparison.Ordinal);
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Panels_are_asked_again_at_the_chosen_period()
    {
        await using var page = await stack.OpenAsync("/d/api-overview?from=now-5m&to=now&refresh=5s");
        var panel = page.Panel("Requests by Route");
        var first = await Eventually.GetAsync(_ => panel.GetAttributeAsync("data-until"), until => until is not null);
        await Eventually.GetAsync(
            _ => panel.GetAttributeAsync("data-until"),
            until => long.Parse(until!, null) - long.Parse(first!, null) is >= 4000 and < 30_000
        );
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
