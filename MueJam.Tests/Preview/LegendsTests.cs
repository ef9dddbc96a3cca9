using System.Globalization;

namespace MueJam.Tests.Preview;

/// <summary>Legends are read to their end: those of our boards fit a screen, and none is cut in a line.</summary>
[Collection(PreviewCollection.Name)]
public sealed class LegendsTests(PreviewStack stack)
{
    private const string Legends = "[data-testid$='viz-layout-legend']";

    /// <summary>The panels whose legend is longer than its place.</summary>
    private const string TooLong = """
        legends => legends
          .filter(legend => [...legend.querySelectorAll('*')].some(part =>
            getComputedStyle(part).overflowY !== 'visible' && part.scrollHeight > part.clientHeight + 1))
          .map(legend => legend.closest('.panel').dataset.title)
        """;

    /// <summary>The panels of whose legend a name is seen in part.</summary>
    private const string Cut = """
        legends => legends
          .filter(legend => {
            const end = legend.getBoundingClientRect().bottom;
            return [...legend.querySelectorAll('li')].map(name => name.getBoundingClientRect())
              .some(name => name.top < end - 2 && name.bottom > end + 2);
          })
          .map(legend => legend.closest('.panel').dataset.title)
        """;

    public static TheoryData<string, int> Boards
    {
        get
        {
            var boards = new TheoryData<string, int>();
            foreach (var board in Dashboard.All)
            {
                boards.Add(board.Uid, 1400);
                boards.Add(board.Uid, 390);
            }

            return boards;
        }
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public async Task A_legend_has_room(string uid, int width)
    {
        await using var page = await stack.OpenAsync($"/d/{uid}?from=now-5m&to=now&refresh=", width);
        var drawn = page.Page.Locator("[data-type=timeseries][data-state=done]");
        var named = drawn.Filter(new() { Has = page.Page.Locator($"{Legends} li") });
        await Eventually.GetAsync(
            async _ => (States: await page.StatesAsync(), Of: (await drawn.CountAsync(), await named.CountAsync())),
            found => !found.States.Values.Contains("loading") && found.Of is var (all, with) && all > 3 && all == with
        );
        var legends = page.Page.Locator(Legends);
        Assert.Empty(await legends.EvaluateAllAsync<string[]>(Cut));
        // A phone has room for whole lines alone, and nobody knows how many routes are asked for.
        if (width > 1000)
        {
            var tooLong = await legends.EvaluateAllAsync<string[]>(TooLong);
            Assert.DoesNotContain(tooLong, title => !title.EndsWith("by Route", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_legend_without_room_ends_with_a_whole_line()
    {
        var targets = Enumerable
            .Range(0, 60)
            .Select(number =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""
                    { "refId": "{{number}}", "expr": "vector(1)", "legendFormat": "series of number {{number}}" }
                    """
                )
            );
        await using var board = await ForeignBoard.OpenAsync(
            stack,
            [
                .. from height in (int[])[7, 8, 9, 10]
                select $$"""
                {
                  "type": "timeseries", "title": "Of height {{height}}",
                  "gridPos": { "x": 0, "y": 0, "w": 8, "h": {{height}} },
                  "targets": [{{string.Join(',', targets)}}]
                }
                """,
            ]
        );
        foreach (var height in (int[])[7, 8, 9, 10])
        {
            await board.IsAsync($"Of height {height}", "done");
        }

        var legends = board.Page.Locator(Legends);
        await Eventually.GetAsync(_ => legends.EvaluateAllAsync<string[]>(TooLong), tooLong => tooLong.Length == 4);
        Assert.Empty(await legends.EvaluateAllAsync<string[]>(Cut));
    }
}
