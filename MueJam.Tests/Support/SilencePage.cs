using Microsoft.Playwright;

namespace MueJam.Tests.Support;

/// <summary>The gate's page for silences, in a browser.</summary>
internal static class SilencePage
{
    /// <summary>
    /// Whether Alertmanager has pages of its own, as its image has; Debian's package has none, and the gate shows
    /// these.
    /// </summary>
    public static async Task<bool> IsAlertmanagersOwnAsync(HttpClient alertmanager) =>
        (await alertmanager.GetStringAsync("/")).Contains("<script", StringComparison.Ordinal);

    /// <summary>Fills in who and why, and presses the button.</summary>
    public static async Task SilenceAsync(IPage page, string author, string comment)
    {
        await page.GetByLabel("Author").FillAsync(author);
        await page.GetByLabel("Comment").FillAsync(comment);
        await page.GetByRole(AriaRole.Button, new() { Name = "Silence", Exact = true }).ClickAsync();
    }

    /// <summary>Ends the silence that is shown, and sees it ended.</summary>
    public static async Task EndAsync(IPage page, string author)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "End it" }).ClickAsync();
        await page.GetByText($"Ended · by {author}").WaitForAsync();
    }
}
