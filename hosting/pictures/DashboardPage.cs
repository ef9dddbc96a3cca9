using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace MueJam.Pictures;

/// <summary>A page of the preview in a browser.</summary>
internal sealed class DashboardPage : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _errors = new();

    public DashboardPage(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _errors.Enqueue(message.Text);
            }
        };
        page.PageError += (_, error) => _errors.Enqueue(error);
    }

    public IPage Page { get; }

    /// <summary>What the page said on the browser's console, and what it failed with.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>Opens an address, and every row that is closed.</summary>
    public async Task OpenAsync(string address)
    {
        await Page.GotoAsync(address);
        await Page.Locator("[data-state]").First.WaitForAsync();
        var closed = Page.Locator(".row-title[aria-expanded=false]");
        while (await closed.CountAsync() > 0)
        {
            await closed.First.ClickAsync();
        }
    }

    /// <summary>A panel by its title.</summary>
    public ILocator Panel(string title) => Page.Locator($"[data-title=\"{title}\"]");

    /// <summary>Each panel's title and state: loading, done, empty, error.</summary>
    public async Task<IReadOnlyDictionary<string, string>> StatesAsync() =>
        await Page.EvaluateAsync<Dictionary<string, string>>(
            "() => Object.fromEntries([...document.querySelectorAll('[data-state]')].map(panel => "
                + "[panel.dataset.title, panel.dataset.state]))"
        );

    public async ValueTask DisposeAsync() => await Page.CloseAsync();
}
