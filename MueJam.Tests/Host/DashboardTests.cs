using System.Diagnostics;
using Microsoft.Playwright;
using MueJam.Pictures;
using MueJam.Tests.Support;

namespace MueJam.Tests.Host;

/// <summary>Aspire's dashboard in a browser, on a stack whose servers are programs of this machine.</summary>
[Collection(StartedHostCollection.Name)]
public sealed class DashboardTests(StartedHost host) : IAsyncLifetime
{
    private const float Patience = 60_000;

    private Chromium? _chromium;
    private IPage _page = null!;

    public async Task InitializeAsync()
    {
        _chromium = await Chromium.StartAsync(new Progress<string>(), CancellationToken.None);
        _page = (await _chromium.NewPageAsync(height: 900)).Page;
        _page.SetDefaultTimeout(Patience);
        await _page.GotoAsync(host.Login.ToString());
    }

    public async Task DisposeAsync() => await (_chromium?.DisposeAsync() ?? ValueTask.CompletedTask);

    [Fact]
    public async Task It_signs_in_by_the_link_of_the_console_and_shows_every_resource()
    {
        foreach (var resource in RunningStack.Required)
        {
            await _page.GetByText(resource, new() { Exact = true }).First.WaitForAsync();
        }
    }

    [Fact]
    public async Task The_trace_of_a_story_has_the_spans_of_PostgreSQL_and_Redis()
    {
        using var http = new HttpClient { BaseAddress = await host.AddressAsync("api") };
        var trace = ActivityTraceId.CreateRandom();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/stories/{Guid.NewGuid():N}");
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        using var answer = await http.SendAsync(request);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);

        await OpenAsync($"/traces/detail/{trace}");
        await _page.GetByText("GET /v1/stories/{slug}").First.WaitForAsync();
        await _page.GetByText("redis").First.WaitForAsync();
        await _page.GetByText("muejam_library").First.WaitForAsync();
    }

    [Theory]
    [InlineData("/consolelogs/resource/redis", "Ready to accept connections")]
    [InlineData("/structuredlogs/resource/api", "Now listening on:")]
    [InlineData("/metrics/resource/api", "Microsoft.AspNetCore.Hosting")]
    public async Task Its_pages_show_what_a_program_and_the_API_tell(string path, string text)
    {
        await OpenAsync(path);
        await _page.GetByText(text).First.WaitForAsync();
    }

    /// <summary>What is exported arrives every few seconds, and a page of something unknown stays empty.</summary>
    private async Task OpenAsync(string path) => await Eventually.GetAsync(
        async _ =>
        {
            await _page.GotoAsync(new Uri(host.Login, path).ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
            return await _page.GetByText("not found").CountAsync();
        },
        missing => missing == 0);
}
