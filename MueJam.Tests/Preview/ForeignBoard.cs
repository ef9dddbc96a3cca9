using Microsoft.Playwright;
using MueJam.Pictures;

namespace MueJam.Tests.Preview;

/// <summary>A board that somebody else wrote, dropped into the folder and opened.</summary>
internal sealed class ForeignBoard(DashboardPage page, DroppedFile file) : IAsyncDisposable
{
    public IPage Page => page.Page;

    public static async Task<ForeignBoard> OpenAsync(PreviewStack stack, string json, string uid = "foreign")
    {
        var file = stack.Drop("foreign.json", json);
        try
        {
            return new ForeignBoard(await stack.OpenAsync($"/d/{uid}?from=now-5m&to=now"), file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A board of the panels, each written as JSON.</summary>
    public static Task<ForeignBoard> OpenAsync(PreviewStack stack, string[] panels, string[]? variables = null) =>
        OpenAsync(
            stack,
            $$"""
            {
              "uid": "foreign", "title": "Foreign",
              "templating": { "list": [{{string.Join(',', variables ?? [])}}] },
              "panels": [{{string.Join(',', panels)}}]
            }
            """
        );

    public ILocator Panel(string title) => page.Panel(title);

    public Task ShowsAsync(string title, string text) => Assertions.Expect(Panel(title)).ToContainTextAsync(text);

    public Task IsAsync(string title, string state) =>
        Assertions.Expect(Panel(title)).ToHaveAttributeAsync("data-state", state, new() { Timeout = 30_000 });

    public async ValueTask DisposeAsync()
    {
        file.Dispose();
        await page.DisposeAsync();
    }
}
