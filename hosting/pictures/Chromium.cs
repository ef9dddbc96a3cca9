using Microsoft.Playwright;
using MueJam.LocalPrograms.Files;

namespace MueJam.Pictures;

/// <summary>Debian's Chromium without a window.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>Starts it.</summary>
    /// <exception cref="ProgramException">It is not installed and cannot be.</exception>
    public static async Task<Chromium> StartAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        var program = await DebianTool.EnsureAsync("chromium", progress, cancellationToken);
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = program,
                // Root has no sandbox, and nothing here may talk to anyone but this machine.
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
        return new Chromium(playwright, browser);
    }

    /// <summary>Opens a page of its own, with no cookies and nothing stored.</summary>
    public async Task<DashboardPage> NewPageAsync(int width = 1400, int height = 1000) =>
        new(
            await _browser.NewPageAsync(
                new BrowserNewPageOptions
                {
                    ViewportSize = new() { Width = width, Height = height },
                    TimezoneId = "UTC",
                }
            )
        );

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
