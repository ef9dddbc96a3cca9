using Microsoft.Playwright;

namespace MueJam.Tests.Preview;

/// <summary>What is seen while the page loads.</summary>
[Collection(PreviewCollection.Name)]
public sealed class LoadingTests(PreviewStack stack)
{
    [Theory]
    [InlineData("**/*.js", "dark", "rgb(17, 18, 23)")]
    [InlineData("**/*.js", "light", "rgb(244, 245, 245)")]
    [InlineData("**/api/preview", "dark", "rgb(17, 18, 23)")]
    [InlineData("**/api/dashboards/**", "dark", "rgb(17, 18, 23)")]
    [InlineData("**/label/**", "dark", "rgb(17, 18, 23)")]
    public async Task Something_is_seen_before_script_and_data_are_there(string late, string theme, string background)
    {
        await using var page = await stack.NewPageAsync();
        var released = new TaskCompletionSource();
        await page.Page.RouteAsync(
            late,
            async route =>
            {
                await released.Task;
                await route.ContinueAsync();
            }
        );
        var address = new Uri(stack.Grafana.BaseAddress!, $"/d/api-overview?theme={theme}").ToString();
        await page.Page.GotoAsync(address, new() { WaitUntil = WaitUntilState.Commit });

        var skeleton = page.Page.GetByRole(AriaRole.Status);
        await Assertions.Expect(skeleton).ToContainTextAsync("Loading the dashboards");
        await Assertions.Expect(skeleton.Locator("i")).ToHaveCountAsync(9);
        await Eventually.GetAsync(_ => skeleton.Locator("i").First.BoundingBoxAsync(), box => box is { Height: > 100 });
        Assert.Equal(
            background,
            await page.Page.EvaluateAsync<string>("() => getComputedStyle(document.documentElement).backgroundColor")
        );

        released.SetResult();
        await Assertions.Expect(skeleton).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        await page.Page.Locator("[data-state]").First.WaitForAsync();
    }
}
