using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MueJam.Tests.Support;

namespace MueJam.Tests.Host.Operations;

/// <summary>A stack as a process, with a story, a silence and a dashboard of which one can tell a backup from what came after it.</summary>
internal sealed class FilledHost : IAsyncDisposable
{
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly HostProcess _host;
    private readonly StatusPageClient _page;

    private FilledHost(HostProcess host, StatusPageClient page) => (_host, _page) = (host, page);

    /// <summary>What <see cref="FillAsync"/> leaves.</summary>
    public static StackContent AsBackedUp { get; } = new(HasLaterStory: false, Silences: 1, HasDashboard: true);

    /// <summary>What <see cref="ChangeAsync"/> leaves.</summary>
    public static StackContent Changed { get; } = new(HasLaterStory: true, Silences: 0, HasDashboard: false);

    public static async Task<FilledHost> StartAsync(string state)
    {
        var host = HostProcess.Start([$"--LocalPrograms:StateDirectory={state}", "--DcpPublisher:RandomizePorts=true", $"--JWT_SIGNING_KEY={Tokens.Key}"]);
        await host.PrintsAsync(" is up. State, logs", Start);
        return new FilledHost(host, await StatusPageClient.OpenAsync(host));
    }

    public HostProcess StartOps(params string[] arguments) => HostProcess.Start(["ops", .. arguments, "--stack", $"{_host.Id}"]);

    public async Task<(int ExitCode, string Output)> OpsAsync(params string[] arguments)
    {
        await using var shell = StartOps(arguments);
        return (await shell.ExitedAsync(Limit), shell.Output);
    }

    public async Task KillAsync()
    {
        await _host.SignalAsync("KILL");
        await _host.ExitedAsync(Limit);
    }

    public async Task FillAsync()
    {
        await PostAsync("api", "/v1/stories", new { slug = "kept", title = "Kept", blurb = "", tags = Array.Empty<string>(), status = "published" });
        await PostAsync("alertmanager", "/api/v2/silences", new
        {
            matchers = new[] { new { name = "alertname", value = "LowCacheHitRate", isRegex = false } },
            startsAt = DateTime.UtcNow,
            endsAt = DateTime.UtcNow.AddHours(6),
            createdBy = "ada",
            comment = "The cache is being moved",
        });
        await PostAsync("grafana", "/api/dashboards/db", new { dashboard = new { uid = "by-hand", title = "By hand", panels = Array.Empty<object>() }, overwrite = false });
    }

    public async Task ChangeAsync()
    {
        await PostAsync("api", "/v1/stories", new { slug = "later", title = "Later", blurb = "", tags = Array.Empty<string>(), status = "published" });
        foreach (var silence in await SilencesAsync())
        {
            await DeleteAsync("alertmanager", $"/api/v2/silence/{silence["id"]}");
        }

        // Alertmanager writes to its disk when it stops, not when it is killed.
        await _page.ExecuteAsync("alertmanager", "restart");
        await Eventually.GetAsync(token => _page.HealthAsync("alertmanager", token), health => health == "Healthy");
        await DeleteAsync("grafana", "/api/dashboards/uid/by-hand");
    }

    /// <summary>Waits until it holds one of these; the replica may be a moment behind.</summary>
    public Task<StackContent> HoldsAsync(params StackContent[] contents) => Eventually.GetAsync(_ => ReadAsync(), contents.Contains, TimeSpan.FromSeconds(20));

    public async ValueTask DisposeAsync()
    {
        _page.Dispose();
        await _host.DisposeAsync();
    }

    private async Task<StackContent> ReadAsync()
    {
        Assert.True(await IsThereAsync("api", "/v1/stories/kept"));
        return new StackContent(await IsThereAsync("api", "/v1/stories/later"), (await SilencesAsync()).Count, await IsThereAsync("grafana", "/api/dashboards/uid/by-hand"));
    }

    private async Task<IReadOnlyList<JsonNode>> SilencesAsync()
    {
        using var http = await ClientAsync("alertmanager");
        return [.. (await http.JsonAsync("/api/v2/silences")).AsArray().OfType<JsonNode>().Where(silence => $"{silence["status"]!["state"]}" == "active")];
    }

    private async Task<bool> IsThereAsync(string resource, string path)
    {
        using var http = await ClientAsync(resource);
        using var answer = await http.GetAsync(path);
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound, $"{path}: {answer.StatusCode}");
        return answer.IsSuccessStatusCode;
    }

    private async Task PostAsync(string resource, string path, object body)
    {
        using var http = await ClientAsync(resource);
        using var answer = await http.PostAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    private async Task DeleteAsync(string resource, string path)
    {
        using var http = await ClientAsync(resource);
        using var answer = await http.DeleteAsync(path);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
    }

    private async Task<HttpClient> ClientAsync(string resource)
    {
        var http = new HttpClient { BaseAddress = new Uri(await _page.AddressAsync(resource)) };
        http.DefaultRequestHeaders.Authorization = resource == "api" ? new AuthenticationHeaderValue("Bearer", Tokens.For("ada_l")) : null;
        return http;
    }
}

/// <summary>What of the stack is as in the backup, and what is not.</summary>
internal sealed record StackContent(bool HasLaterStory, int Silences, bool HasDashboard);
