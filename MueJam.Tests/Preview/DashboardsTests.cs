using System.Text.RegularExpressions;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Preview;

[Collection(PreviewCollection.Name)]
public sealed class DashboardsTests(PreviewStack stack)
{
    private static readonly TimeSpan UntilFull = TimeSpan.FromSeconds(120);

    public static TheoryData<string> Uids =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(Repository.Root, "monitoring", "grafana", "dashboards"), "*.json")
                .Select(file =>
                    System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(file))!["uid"]!.GetValue<string>()
                )
                .Order(),
        ];

    [Theory]
    [MemberData(nameof(Uids))]
    public async Task Every_panel_has_data_and_the_console_is_silent(string uid)
    {
        await using var page = await stack.OpenAsync($"/d/{uid}?from=now-5m&to=now&refresh=5s");
        await Eventually.GetAsync(
            async _ =>
                string.Join(
                    ", ",
                    (await page.StatesAsync())
                        .Where(panel => panel.Value != "done")
                        .Select(panel => $"{panel.Key}: {panel.Value}")
                ),
            notFull => notFull.Length == 0,
            UntilFull
        );
        Assert.NotEmpty(await page.StatesAsync());
        Assert.Empty(page.Errors);
    }

    [Theory]
    [MemberData(nameof(Uids))]
    public async Task Runbooks_of_panels_are_those_that_this_stack_serves(string uid)
    {
        await using var page = await stack.OpenAsync($"/d/{uid}?from=now-5m&to=now&refresh=");
        var links = page.Page.Locator("a[href$='.md']");
        await links.First.WaitForAsync();
        var addresses = await links.EvaluateAllAsync<string[]>("links => links.map(link => link.href)");
        var runbooks = new Uri(stack.App.GetEndpoint("gate", "alertmanager"), "docs/runbooks/").ToString();
        Assert.All(addresses, address => Assert.StartsWith(runbooks, address, StringComparison.Ordinal));
        foreach (var address in addresses.Distinct())
        {
            using var answer = await stack.Grafana.GetAsync(new Uri(address));
            answer.EnsureSuccessStatusCode();
        }
    }

    [Theory]
    [MemberData(nameof(Uids))]
    public async Task A_phone_shows_every_panel_below_the_other(string uid)
    {
        const int Width = 390;
        await using var page = await stack.OpenAsync($"/d/{uid}?from=now-5m&to=now", Width);
        Assert.Equal(Width, await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        var boxes = await page.Page.EvaluateAsync<double[][]>(
            "() => [...document.querySelectorAll('.panel')].map(panel => panel.getBoundingClientRect()).map(box "
                + "=> [box.left, box.right, box.top, box.bottom])"
        );
        Assert.NotEmpty(boxes);
        Assert.All(
            boxes,
            box => Assert.True(box[0] >= 0 && box[1] <= Width && box[1] - box[0] > 350, $"from {box[0]} to {box[1]}")
        );
        Assert.All(
            boxes.Zip(boxes.Skip(1)),
            pair => Assert.True(pair.First[3] <= pair.Second[2], "Two panels overlap.")
        );
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Light_and_dark_are_one_click_apart_and_remembered()
    {
        await using var page = await stack.OpenAsync("/d/api-overview?from=now-5m&to=now");
        Assert.True(await BrightnessAsync() < 60);
        await page.Page.GetByLabel("Use the light theme").ClickAsync();
        await Eventually.GetAsync(_ => BrightnessAsync(), brightness => brightness > 200);
        await page.Page.ReloadAsync();
        await page.Page.GetByLabel("Use the dark theme").WaitForAsync();
        Assert.True(await BrightnessAsync() > 200);
        Assert.Empty(page.Errors);

        async Task<int> BrightnessAsync() =>
            int.Parse(
                Regex
                    .Match(
                        await page.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor"),
                        @"\d+"
                    )
                    .Value,
                System.Globalization.CultureInfo.InvariantCulture
            );
    }

    [Fact]
    public async Task The_page_says_what_it_is_and_how_to_get_the_real_one()
    {
        await using var page = await stack.OpenAsync("/");
        var about = await page.Page.Locator("#about").InnerTextAsync();
        Assert.Contains("preview of the dashboards, not Grafana", about, StringComparison.Ordinal);
        Assert.Contains("run with Docker or Podman", about, StringComparison.Ordinal);
        Assert.Equal(
            "https://grafana.com/docs/grafana/latest/setup-grafana/installation/",
            await page.Page.Locator("#about a").GetAttributeAsync("href")
        );
    }
}
