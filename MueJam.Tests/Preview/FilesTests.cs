using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace MueJam.Tests.Preview;

/// <summary>Files that are dropped into the folder, good and broken ones.</summary>
[Collection(PreviewCollection.Name)]
public sealed class FilesTests(PreviewStack stack)
{
    private static readonly TimeSpan UntilSeen = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task A_file_appears_by_itself_and_a_broken_one_is_named_and_harms_no_other()
    {
        await using var page = await stack.NewPageAsync();
        await page.Page.GotoAsync(new Uri(stack.Grafana.BaseAddress!, "/dashboards").ToString());
        await page.Page.GetByText("API Overview").WaitForAsync();

        var board = PreviewStack.Board("dropped", Panel(1, "stat", "Targets", "count(up)"));
        using var good = stack.Drop("dropped.json", board.ToJsonString());
        await Until(page.Page.GetByText("Board dropped"))
            .ToBeVisibleAsync(new() { Timeout = (float)UntilSeen.TotalMilliseconds });

        using (stack.Drop("broken.json", "{\n  \"title\": \"Broken\",\n  \"panels\": [\n}"))
        {
            await Until(page.Page.GetByRole(AriaRole.Alert))
                .ToHaveTextAsync(
                    "broken.json is no valid JSON: line 4, position 1.",
                    new() { Timeout = (float)UntilSeen.TotalMilliseconds }
                );
            await page.Page.GetByText("Board dropped").ClickAsync();
            await Until(page.Panel("Targets")).ToHaveAttributeAsync("data-state", "done");
            await Until(page.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("broken.json");
        }

        await Until(page.Page.GetByRole(AriaRole.Alert))
            .ToHaveCountAsync(0, new() { Timeout = (float)UntilSeen.TotalMilliseconds });
        Assert.Empty(page.Errors);
    }

    [Theory]
    [InlineData("[]", "it is no JSON object.")]
    [InlineData("{}", "it has no title.")]
    [InlineData("{\"title\":\"A\"}", "it has no list of panels.")]
    [InlineData(
        "{\"title\":\"A\",\"uid\":\"api-overview\",\"panels\":[]}",
        "its uid api-overview is that of api_overview.json."
    )]
    [InlineData("{\"apiVersion\":\"dashboard.grafana.app/v1\"}", "it has no spec.")]
    [InlineData(
        "{\"apiVersion\":\"dashboard.grafana.app/v2\",\"spec\":{\"title\":\"A\",\"elements\":{}}}",
        "only Grafana reads dashboard.grafana.app/v2: export it as a classic model."
    )]
    public async Task What_is_no_dashboard_is_said(string content, string problem)
    {
        using var file = stack.Drop("odd.json", content);
        var overview = await stack.Grafana.JsonAsync("/api/preview");
        Assert.Equal(
            $"odd.json cannot be shown: {problem}",
            Assert.Single(overview["problems"]!.AsArray())!["message"]!.GetValue<string>()
        );
        Assert.True(overview["dashboards"]!.AsArray().Count >= 4);
    }

    [Fact]
    public async Task Values_agree_with_Prometheus_and_what_fails_is_said_in_its_panel()
    {
        using var file = stack.Drop(
            "values.json",
            PreviewStack
                .Board(
                    "values",
                    Panel(1, "stat", "Samples", "sum(scrape_samples_scraped)"),
                    Panel(2, "stat", "Limit", "redis_memory_max_bytes", unit: "bytes"),
                    Panel(3, "bargauge", "Samples of each", "scrape_samples_scraped", legend: "{{instance}}"),
                    Panel(4, "table", "Up", "up", format: "table"),
                    Panel(5, "stat", "Wrong", "sum("),
                    Panel(6, "piechart", "Pie", "up"),
                    Panel(7, "stat", "Nothing", "no_such_metric")
                )
                .ToJsonString()
        );
        // One fixed time for the page and for us; every target has been scraped by then.
        await Eventually.GetAsync(
            async token => (await stack.Prometheus.QueryAsync("min(scrape_samples_scraped) > 0", token)).Count,
            count => count == 1
        );
        var to = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        await using var page = await stack.OpenAsync($"/d/values?from={(to - 60) * 1000}&to={to * 1000}");

        await Until(page.Panel("Samples"))
            .ToContainTextAsync(Number(Assert.Single(await AskAsync("sum(scrape_samples_scraped)")).Value));
        await Until(page.Panel("Limit")).ToContainTextAsync("256 MiB");
        foreach (var (labels, value) in await AskAsync("scrape_samples_scraped"))
        {
            await Until(page.Panel("Samples of each")).ToContainTextAsync(labels["instance"]!.GetValue<string>());
            await Until(page.Panel("Samples of each")).ToContainTextAsync(Number(value));
        }

        foreach (var (labels, _) in await AskAsync("up"))
        {
            await Until(
                    page.Panel("Up")
                        .GetByRole(AriaRole.Row)
                        .Filter(new() { HasText = labels["job"]!.GetValue<string>() })
                        .First
                )
                .ToContainTextAsync("1");
        }

        await Until(page.Panel("Wrong")).ToContainTextAsync("parse error: unclosed left parenthesis");
        await Until(page.Panel("Wrong")).ToHaveAttributeAsync("data-state", "error");
        await Until(page.Panel("Pie")).ToContainTextAsync("does not draw panels of type piechart");
        await Until(page.Panel("Nothing")).ToContainTextAsync("No data");

        Task<IReadOnlyList<(JsonObject Labels, double Value)>> AskAsync(string query) =>
            stack.Prometheus.QueryAsync(query, DateTimeOffset.FromUnixTimeSeconds(to));
    }

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static ILocatorAssertions Until(ILocator locator) => Assertions.Expect(locator);

    private static JsonObject Panel(
        int id,
        string type,
        string title,
        string expression,
        string unit = "none",
        string legend = "",
        string format = "time_series"
    ) =>
        new()
        {
            ["id"] = id,
            ["type"] = type,
            ["title"] = title,
            ["gridPos"] = new JsonObject
            {
                ["x"] = (id - 1) % 2 * 12,
                ["y"] = (id - 1) / 2 * 9,
                ["w"] = 12,
                ["h"] = 9,
            },
            ["fieldConfig"] = new JsonObject
            {
                ["defaults"] = new JsonObject { ["unit"] = unit },
                ["overrides"] = new JsonArray(),
            },
            ["targets"] = new JsonArray(
                new JsonObject
                {
                    ["refId"] = "A",
                    ["expr"] = expression,
                    ["instant"] = true,
                    ["legendFormat"] = legend,
                    ["format"] = format,
                }
            ),
        };
}
