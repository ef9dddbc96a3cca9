using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using MueJam.Pictures;

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

        // Nothing here speaks TLS: nobody is asked to trust a certificate.
        Assert.Equal(0, await _page.GetByText("development certificate").CountAsync());
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

    [Fact]
    public async Task The_trace_of_a_slow_statement_is_found_from_the_line_that_PostgreSQL_logs()
    {
        var address = await host.AddressAsync("postgres");
        var server =
            $"Host={address.Host};Port={address.Port};Username=postgres;"
            + $"Password={StartedHost.Password};Database=muejam_library";
        await using var locker = await Database.OpenAsync(server);
        await using var watcher = await Database.OpenAsync(server);
        using var http = new HttpClient { BaseAddress = await host.AddressAsync("api") };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Tokens.For("slow_author"));
        var slug = $"slow-{Guid.NewGuid():N}";
        using var posted = await http.PostAsJsonAsync("/v1/stories", new { slug, title = "Fast" });
        Assert.True(posted.IsSuccessStatusCode, $"{posted.StatusCode}");

        await locker.ScalarAsync<object>("BEGIN");
        await locker.ScalarAsync<object>("SELECT 1 FROM stories WHERE slug = $1 FOR UPDATE", slug);
        var changing = http.PatchAsJsonAsync($"/v1/stories/{slug}", new { title = "Slow" });
        const string Waiting = """
            SELECT count(*) FROM pg_stat_activity
            WHERE wait_event_type = 'Lock' AND query LIKE '%UPDATE stories%' AND now() - query_start > '150 ms'
            """;
        await Eventually.GetAsync(_ => watcher.ScalarAsync<long>(Waiting), waiting => waiting == 1);
        await locker.ScalarAsync<object>("COMMIT");
        using var changed = await changing;
        Assert.True(changed.IsSuccessStatusCode, $"{changed.StatusCode}");

        var logged = await Eventually.GetAsync(
            async _ =>
                Regex.Match(
                    (await host.Cli.RunAsync("logs", "postgres")).Output,
                    @"trace_id=(\w{32}) \*/[\s\S]{0,300}UPDATE stories"
                ),
            found => found.Success
        );
        var trace = logged.Groups[1].Value;
        await OpenAsync($"/traces/detail/{trace}");
        await _page.GetByText("PATCH /v1/stories/{slug}").First.WaitForAsync();
        await _page.GetByText("postgresql").First.WaitForAsync();
    }

    [Fact]
    public async Task A_command_asks_takes_an_argument_refuses_a_wrong_one_and_tells_what_it_did()
    {
        await PressAsync("prometheus", "Delete old series");
        await Button(Dialog("Delete all time series"), "Yes").ClickAsync();
        var arguments = Dialog("Such as 30d");
        await arguments.Locator("fluent-text-input").First.ClickAsync();
        await _page.Keyboard.TypeAsync("soon");
        await Button(arguments, "Delete old series").ClickAsync();
        await ShowsAsync("'soon' is no duration");
        await arguments.Locator("fluent-text-input").First.ClickAsync();
        await _page.Keyboard.PressAsync("Control+A");
        await _page.Keyboard.TypeAsync("30d");
        await Button(arguments, "Delete old series").ClickAsync();
        await ShowsAsync("Nothing is older than 30d");
    }

    [Fact]
    public async Task A_command_whose_format_only_a_shell_chooses_asks_nothing()
    {
        await PressAsync("prometheus", "Doctor");
        await ShowsAsync("Is everything running?");
    }

    [Fact]
    public async Task A_command_that_takes_a_while_says_so_and_where_its_steps_are()
    {
        await PressAsync("alertmanager", "Send a test alert");
        await Button(Dialog("Its severity"), "Send a test alert").ClickAsync();
        // Attached: it is hidden again as soon as the command has ended, which may be at once.
        await _page
            .GetByText("The log of 'alertmanager' tells each step.")
            .First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await ShowsAsync("Test alert, firing");
        await ShowsAsync("delivered to the inbox");
    }

    /// <summary>Chooses a command from a resource's menu.</summary>
    private async Task PressAsync(string resource, string command)
    {
        var row = _page.Locator("tr", new() { Has = _page.GetByText(resource, new() { Exact = true }) }).First;
        await row.GetByRole(AriaRole.Button, new() { Name = "Actions" }).ClickAsync();
        var item = _page
            .GetByRole(
                AriaRole.Menuitem,
                new()
                {
                    Name = command,
                    Exact = true,
                    IncludeHidden = true,
                }
            )
            .Last;
        await item.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        if (!await item.IsVisibleAsync())
        {
            // More than a few have a menu of their own.
            await _page.GetByRole(AriaRole.Menuitem, new() { Name = "Commands" }).First.HoverAsync();
        }

        await item.ClickAsync();
    }

    private static ILocator Button(ILocator dialog, string text) =>
        dialog.Locator("fluent-button", new() { HasText = text });

    /// <summary>Waits for a text in a dialog.</summary>
    private Task ShowsAsync(string text) => _page.Locator("fluent-dialog").GetByText(text).First.WaitForAsync();

    /// <summary>A dialog by a text in it.</summary>
    private ILocator Dialog(string text) => _page.Locator("fluent-dialog", new() { HasText = text });

    /// <summary>What is exported arrives every few seconds, and a page of something unknown stays empty.</summary>
    private async Task OpenAsync(string path) =>
        await Eventually.GetAsync(
            async _ =>
            {
                await _page.GotoAsync(
                    new Uri(host.Login, path).ToString(),
                    new() { WaitUntil = WaitUntilState.NetworkIdle }
                );
                return await _page.GetByText("not found").CountAsync();
            },
            missing => missing == 0
        );
}
