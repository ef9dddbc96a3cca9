using Microsoft.Playwright;
using MueJam.Pictures;

namespace MueJam.Tests.Preview;

[Collection(PreviewCollection.Name)]
public sealed class OutageTests(PreviewStack stack)
{
    /// <summary>
    /// Counts the pixels of a graph's own colours in its first half and in its last part, which begins at a share of
    /// its width.
    /// </summary>
    private const string CountColours = """
        (panel) => {
          const canvas = panel.querySelector('canvas'), plot = panel.querySelector('.u-over');
          const colours = [...panel.querySelectorAll('[data-testid="series-icon"]')]
            .map(icon => getComputedStyle(icon).backgroundColor.match(/\d+/g).map(Number));
          const frame = canvas.getBoundingClientRect(), box = plot.getBoundingClientRect();
          const scale = canvas.width / frame.width;
          const count = (from, to) => {
            const { data } = canvas.getContext('2d').getImageData(
              (box.left - frame.left + box.width * from) * scale, (box.top - frame.top) * scale,
              box.width * (to - from) * scale, box.height * scale);
            let found = 0;
            for (let i = 0; i < data.length; i += 4) {
              if (colours.some(colour => colour.every((part, at) => Math.abs(part - data[i + at]) < 12))) found++;
            }
            return found;
          };
          return [count(0, 0.5), count(0.96, 1)];
        }
        """;

    [Fact]
    public async Task Redis_stopped_shows_as_a_gap_and_an_alert_and_breaks_nothing_else()
    {
        await using var cache = await stack.OpenAsync("/d/cache-performance?from=now-2m&to=now&refresh=5s");
        await Eventually.GetAsync(
            _ => CountAsync(cache),
            pixels => pixels[0] > 0 && pixels[1] > 0,
            TimeSpan.FromMinutes(2)
        );
        await stack.StopAsync("redis");
        try
        {
            await Assertions
                .Expect(cache.Page.Locator(".event-mark[aria-label*=RedisInstanceDown]").First)
                .ToBeVisibleAsync(new() { Timeout = 60_000 });
            await Assertions
                .Expect(cache.Panel("Redis"))
                .ToContainTextAsync("down", new() { Timeout = 30_000, IgnoreCase = true });
            await Eventually.GetAsync(_ => CountAsync(cache), pixels => pixels[0] > 0 && pixels[1] == 0);
            Assert.DoesNotContain("error", (await cache.StatesAsync()).Values);
            Assert.Empty(cache.Errors);

            await using var database = await stack.OpenAsync("/d/database-metrics?from=now-2m&to=now&refresh=5s");
            await Eventually.GetAsync(
                _ => database.StatesAsync(),
                panels => panels.Values.All(state => state == "done")
            );
            Assert.Empty(database.Errors);
        }
        finally
        {
            await stack.StartAsync("redis");
        }

        await Eventually.GetAsync(_ => CountAsync(cache), pixels => pixels[1] > 0);
    }

    [Fact]
    public async Task Prometheus_stopped_is_said_in_the_panels_and_passes()
    {
        await using var page = await stack.OpenAsync("/d/api-overview?from=now-5m&to=now&refresh=5s");
        var panel = page.Panel("Requests by Route");
        await Assertions.Expect(panel).ToHaveAttributeAsync("data-state", "done", new() { Timeout = 60_000 });
        await stack.StopAsync("prometheus");
        try
        {
            await Assertions.Expect(panel).ToContainTextAsync("does not answer", new() { Timeout = 30_000 });
        }
        finally
        {
            await stack.StartAsync("prometheus");
        }

        await Assertions.Expect(panel).ToHaveAttributeAsync("data-state", "done", new() { Timeout = 60_000 });
    }

    private static Task<int[]> CountAsync(DashboardPage page) =>
        page.Panel("Redis Memory").EvaluateAsync<int[]>(CountColours);
}
