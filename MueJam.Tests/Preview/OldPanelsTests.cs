using Microsoft.Playwright;

namespace MueJam.Tests.Preview;

/// <summary>Types of old are drawn as what took their place; what only Grafana draws is counted.</summary>
[Collection(PreviewCollection.Name)]
public sealed class OldPanelsTests(PreviewStack stack)
{
    private const string Target = """ "targets": [{ "expr": "vector(7)", "legendFormat": "up" }] """;

    [Fact]
    public async Task Old_rows_are_laid_out_and_their_panels_drawn()
    {
        await using var board = await ForeignBoard.OpenAsync(
            stack,
            $$"""
            {
              "uid": "foreign", "title": "Foreign", "schemaVersion": 14,
              "rows": [
                {
                  "title": "First", "showTitle": true, "height": "250px",
                  "panels": [
                    {
                      "id": 1, "type": "graph", "title": "Graph", "span": 8, "fill": 2,
                      "aliasColors": { "up": "#ff0000" }, "legend": { "show": true, "values": true, "max": true },
                      "yaxes": [{ "format": "percent", "min": "0" }, { "format": "s" }],
                      "thresholds": [{ "value": 3, "op": "gt", "colorMode": "critical", "line": true }], {{Target}}
                    },
                    {
                      "id": 2, "type": "singlestat", "title": "Single", "span": 4,
                      "format": "percent", "valueName": "current",
                      "thresholds": "1,5", "colors": ["green", "orange", "red"], "colorValue": true, {{Target}}
                    }
                  ]
                },
                {
                  "title": "Second", "collapse": true,
                  "panels": [
                    {
                      "id": 3, "type": "singlestat", "title": "Dial", "format": "none",
                      "gauge": { "show": true, "minValue": 0, "maxValue": 10 }, {{Target}}
                    }
                  ]
                }
              ]
            }
            """
        );
        (string Title, string Type)[] panels = [("Graph", "timeseries"), ("Single", "stat"), ("Dial", "gauge")];
        foreach (var (title, type) in panels)
        {
            await board.IsAsync(title, "done");
            await Assertions.Expect(board.Panel(title)).ToHaveAttributeAsync("data-type", type);
        }

        await board.ShowsAsync("Single", "7%");
        await board.ShowsAsync("Graph", "Max: 7%");
        var icon = board.Panel("Graph").GetByTestId("series-icon").First;
        var colour = await icon.EvaluateAsync<string>("icon => getComputedStyle(icon).backgroundColor");
        Assert.Equal("rgb(255, 0, 0)", colour);
        var graph = (await board.Panel("Graph").BoundingBoxAsync())!;
        var single = (await board.Panel("Single").BoundingBoxAsync())!;
        Assert.True(graph.X + graph.Width <= single.X && graph.Y == single.Y && graph.Width > 1.9 * single.Width);
    }

    [Fact]
    public async Task A_gauge_is_drawn()
    {
        await using var board = await ForeignBoard.OpenAsync(
            stack,
            [
                $$"""
                {
                  "type": "gauge", "title": "Gauge", "gridPos": { "x": 0, "y": 0, "w": 8, "h": 8 },
                  "fieldConfig": { "defaults": { "unit": "percent", "min": 0, "max": 100 } }, {{Target}}
                }
                """,
            ]
        );
        await board.IsAsync("Gauge", "done");
        await board.ShowsAsync("Gauge", "7");
        await Assertions.Expect(board.Panel("Gauge").Locator("canvas, svg path").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Options_of_the_sixth_Grafana_are_read()
    {
        await using var board = await ForeignBoard.OpenAsync(
            stack,
            [
                $$"""
                {
                  "type": "gauge", "title": "Sixth", "pluginVersion": "6.6.0",
                  "gridPos": { "x": 0, "y": 0, "w": 8, "h": 8 },
                  "options": {
                    "fieldOptions": {
                      "calcs": ["last"], "values": false, "overrides": [],
                      "defaults": {
                        "unit": "percent", "min": 0, "max": 100,
                        "thresholds": { "mode": "absolute", "steps": [{ "value": null, "color": "green" }] }
                      }
                    }
                  },
                  {{Target}}
                }
                """,
            ]
        );
        await board.IsAsync("Sixth", "done");
        await board.ShowsAsync("Sixth", "7%");
    }

    [Fact]
    public async Task The_page_says_how_many_panels_only_Grafana_draws()
    {
        await using var board = await ForeignBoard.OpenAsync(
            stack,
            [
                $$"""{ "type": "stat", "title": "Drawn", {{Target}} }""",
                $$"""{ "type": "heatmap", "title": "Heat", {{Target}} }""",
                $$"""{ "type": "heatmap", "title": "More heat", {{Target}} }""",
                $$"""{ "type": "graph", "title": "Bars", "xaxis": { "mode": "series" }, {{Target}} }""",
            ]
        );
        var note = board.Page.GetByRole(AriaRole.Note);
        await Assertions.Expect(note).ToHaveTextAsync("Only Grafana draws 3 of the 4 panels: 2 heatmap, 1 barchart.");
        await board.ShowsAsync("Heat", "does not draw panels of type heatmap");
        await board.IsAsync("Drawn", "done");
    }
}
