using System.Globalization;
using System.Web;
using Microsoft.Playwright;

namespace MueJam.Tests.Preview;

/// <summary>Boards of others: what they leave out is as in Grafana, and what fails fails in its panel.</summary>
[Collection(PreviewCollection.Name)]
public sealed class ForeignBoardsTests(PreviewStack stack)
{
    private const string Targets = """ "targets": [{ "expr": "sum(up)", "instant": true }] """;
    private const string Up = $$"""{ "type": "stat", "title": "Up", {{Targets}} }""";

    /// <summary>The share of a plot's columns that the first series' colour is seen in.</summary>
    private const string ShareDrawn = """
        (panel) => {
          const canvas = panel.querySelector('canvas'), plot = panel.querySelector('.u-over');
          const icon = panel.querySelector('[data-testid="series-icon"]');
          const colour = getComputedStyle(icon).backgroundColor.match(/\d+/g).map(Number);
          const frame = canvas.getBoundingClientRect(), box = plot.getBoundingClientRect();
          const at = (length) => Math.floor(length * canvas.width / frame.width), width = at(box.width);
          const [left, top] = [at(box.left - frame.left), at(box.top - frame.top)];
          const { data } = canvas.getContext('2d').getImageData(left, top, width, at(box.height));
          const columns = new Set();
          for (let i = 0; i < data.length; i += 4) {
            if (colour.every((part, at) => Math.abs(part - data[i + at]) < 12)) columns.add((i / 4) % width);
          }
          return columns.size / width;
        }
        """;

    [Theory]
    [InlineData("(time() % 120 < bool 60) / (time() % 120 < bool 60)")]
    [InlineData("1 / (time() % 120 < bool 60)")]
    public async Task What_is_no_number_is_a_gap_and_the_rest_is_drawn(string expression)
    {
        var panel = $$"""
            {
              "type": "timeseries", "title": "Half", "gridPos": { "x": 0, "y": 0, "w": 24, "h": 10 },
              "fieldConfig": { "defaults": { "custom": { "lineWidth": 4 } } },
              "targets": [{ "expr": "{{expression}}", "legendFormat": "half" }]
            }
            """;
        await using var board = await ForeignBoard.OpenAsync(stack, [panel]);
        await board.IsAsync("Half", "done");
        var half = board.Panel("Half");
        await Eventually.GetAsync(_ => half.EvaluateAsync<double>(ShareDrawn), share => share is > 0.3 and < 0.7);
    }

    [Fact]
    public async Task What_a_board_leaves_out_is_as_in_Grafana()
    {
        await using var board = await ForeignBoard.OpenAsync(
            stack,
            $$"""
            {
              "uid": "foreign", "title": "Foreign", "refresh": "auto",
              "links": [
                { "type": "dashboards", "title": "All" },
                { "type": "link", "url": "/dashboards", "title": "The list" }
              ],
              "templating": null, "annotations": { "list": null },
              "panels": [
                {{Up}},
                { "type": "timeseries", "title": "Bare", "fieldConfig": null, "links": null, {{Targets}} },
                { "type": "text", "title": "Old text", "mode": "markdown", "content": "Hello" },
                null
              ]
            }
            """
        );
        foreach (var title in (string[])["Up", "Bare", "Old text"])
        {
            await board.IsAsync(title, "done");
        }

        await board.ShowsAsync("Old text", "Hello");
        await Assertions.Expect(board.Page.GetByText("The list")).ToBeVisibleAsync();
        await Assertions.Expect(board.Page.GetByText("Cache Performance Metrics")).ToBeVisibleAsync();
        // None covers another: Grafana's size of a panel that has none, one below the other.
        var tops = await board
            .Page.Locator(".panel")
            .EvaluateAllAsync<double[][]>(
                "panels => panels.map(panel => panel.getBoundingClientRect()).map(box => [box.top, box.bottom])"
            );
        Assert.All(tops.Zip(tops.Skip(1)), pair => Assert.True(pair.First[1] <= pair.Second[0]));
    }

    [Fact]
    public async Task What_fails_fails_in_its_panel_and_says_why()
    {
        await using var board = await ForeignBoard.OpenAsync(
            stack,
            [
                Up,
                $$"""{ "type": "stat", "title": "Time", "timeFrom": "sometime", {{Targets}} }""",
                $$"""
                {
                  "type": "stat", "title": "Mapping",
                  "fieldConfig": { "defaults": { "mappings": [{ "type": "value" }] } },
                  {{Targets}}
                }
                """,
                $$"""{ "type": "graph", "title": "Graph", "yaxes": 7, {{Targets}} }""",
                $$"""
                { "type": "stat", "title": "Logs", "datasource": { "type": "loki", "uid": "logs" }, {{Targets}} }
                """,
            ]
        );
        await board.IsAsync("Up", "done");
        await board.IsAsync("Time", "error");
        await board.ShowsAsync("Time", "'sometime' is no span of time");
        await board.IsAsync("Mapping", "error");
        await board.IsAsync("Graph", "error");
        await board.ShowsAsync("Logs", "There is no data source 'logs' of type loki.");
        await Assertions.Expect(board.Page.GetByText("This page cannot be shown")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Another_Grafanas_data_source_is_the_one_Prometheus_here()
    {
        await using var board = await ForeignBoard.OpenAsync(
            stack,
            [
                $$"""{ "type": "stat", "title": "By uid", "datasource": { "uid": "P1" }, {{Targets}} }""",
                $$"""{ "type": "stat", "title": "By name", "datasource": "Cluster", {{Targets}} }""",
                $$"""{ "type": "stat", "title": "By input", "datasource": "${DS_PROMETHEUS}", {{Targets}} }""",
            ]
        );
        foreach (var title in (string[])["By uid", "By name", "By input"])
        {
            await board.IsAsync(title, "done");
        }
    }

    [Fact]
    public async Task A_board_is_shown_in_the_form_of_Kubernetes_and_without_a_uid()
    {
        var resource = $$"""
            {
              "apiVersion": "dashboard.grafana.app/v1beta1", "kind": "Dashboard", "metadata": { "name": "by-name" },
              "spec": { "title": "Resource", "panels": [{{Up}}] }
            }
            """;
        await using (var board = await ForeignBoard.OpenAsync(stack, resource, "by-name"))
        {
            await board.IsAsync("Up", "done");
        }

        var json = $$"""{ "title": "Nameless", "panels": [{{Up}}] }""";
        await using var nameless = await ForeignBoard.OpenAsync(stack, json);
        await nameless.IsAsync("Up", "done");
    }

    [Fact]
    public async Task A_panel_has_a_time_of_its_own_and_says_so()
    {
        var fields = """ "type": "timeseries", "targets": [{ "expr": "up" }] """;
        using var file = stack.Drop(
            "foreign.json",
            $$$"""
            {
              "uid": "foreign", "title": "Foreign",
              "panels": [
                { "title": "Own", "timeFrom": "2h", "timeShift": "1d", {{{fields}}} },
                {
                  "title": "Words", "type": "text",
                  "options": { "mode": "markdown", "content": "$__from ${__to:date:seconds} ${__from:date:YYYY}" }
                }
              ]
            }
            """
        );
        await using var page = await stack.NewPageAsync();
        var address = new Uri(stack.Grafana.BaseAddress!, "/d/foreign?from=now-5m&to=now").ToString();
        var query = await page.Page.RunAndWaitForRequestAsync(
            () => page.Page.GotoAsync(address),
            request => request.Url.EndsWith("/query_range", StringComparison.Ordinal)
        );

        var form = HttpUtility.ParseQueryString(query.PostData!);
        var (start, end) = (Number(form["start"]!), Number(form["end"]!));
        Assert.InRange(end - start, 7_100, 7_300);
        Assert.InRange(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - end, 86_300, 86_600);
        await Assertions.Expect(page.Panel("Own")).ToContainTextAsync("Last 2 hours timeshift -1d");

        var words = (await page.Panel("Words").Locator(".text-body").InnerTextAsync()).Trim().Split(' ');
        var (from, to) = (Number(words[0]), Number(words[1]));
        Assert.InRange(to - (from / 1000), 299, 301);
        Assert.Equal($"{DateTimeOffset.FromUnixTimeMilliseconds((long)from).Year}", words[2]);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
