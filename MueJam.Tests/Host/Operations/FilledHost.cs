using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace MueJam.Tests.Host.Operations;

/// <summary>
/// A stack as a process, with a story, a silence and a dashboard of which one can tell a backup from what came after
/// it.
/// </summary>
internal sealed class FilledHost : IAsyncDisposable
{
    private readonly HomedHost _host;

    private FilledHost(HomedHost host) => _host = host;

    /// <summary>What <see cref="FillAsync"/> leaves.</summary>
    public static StackContent AsBackedUp { get; } = new(HasLaterStory: false, Silences: 1, HasDashboard: true);

    /// <summary>What <see cref="ChangeAsync"/> leaves.</summary>
    public static StackContent Changed { get; } = new(HasLaterStory: true, Silences: 0, HasDashboard: false);

    public static async Task<FilledHost> StartAsync(string state) => new(await HomedHost.StartAsync(state));

    /// <summary>Runs a command of a resource.</summary>
    public Task<(int ExitCode, string Output)> RunAsync(string resource, string command, params string[] options) =>
        _host.RunAsync(resource, command, options);

    /// <summary>Starts a command of a resource.</summary>
    public Task<HostProcess> StartCommandAsync(string resource, string command, params string[] options) =>
        _host.Cli.StartAsync(["resource", resource, command, .. options]);

    /// <summary>Waits until a resource has logged a text.</summary>
    public Task LogsAsync(string resource, string text) => _host.LogsAsync(resource, text);

    public Task KillAsync() => _host.KillAsync();

    public async Task FillAsync()
    {
        await PostAsync(
            "api",
            "/v1/stories",
            new
            {
                slug = "kept",
                title = "Kept",
                blurb = "",
                tags = Array.Empty<string>(),
                status = "published",
            }
        );
        using var alertmanager = await ClientAsync("alertmanager");
        await alertmanager.PostSilenceAsync(
            "LowCacheHitRate",
            false,
            DateTimeOffset.UtcNow,
            "ada",
            "The cache is being moved",
            hours: 6
        );
        await PostAsync(
            "grafana",
            "/api/dashboards/db",
            new
            {
                dashboard = new
                {
                    uid = "by-hand",
                    title = "By hand",
                    panels = Array.Empty<object>(),
                },
                overwrite = false,
            }
        );
    }

    public async Task ChangeAsync()
    {
        await PostAsync(
            "api",
            "/v1/stories",
            new
            {
                slug = "later",
                title = "Later",
                blurb = "",
                tags = Array.Empty<string>(),
                status = "published",
            }
        );
        foreach (var silence in await SilencesAsync())
        {
            await DeleteAsync("alertmanager", $"/api/v2/silence/{silence["id"]}");
        }

        // Alertmanager writes to its disk when it stops, not when it is killed.
        await _host.RestartAsync("alertmanager");
        await DeleteAsync("grafana", "/api/dashboards/uid/by-hand");
    }

    /// <summary>Waits until it holds one of these; the replica may be a moment behind.</summary>
    public Task<StackContent> HoldsAsync(params StackContent[] contents) =>
        Eventually.GetAsync(_ => ReadAsync(), contents.Contains, TimeSpan.FromSeconds(20));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task<StackContent> ReadAsync()
    {
        Assert.True(await IsThereAsync("api", "/v1/stories/kept"));
        return new StackContent(
            await IsThereAsync("api", "/v1/stories/later"),
            (await SilencesAsync()).Count,
            await IsThereAsync("grafana", "/api/dashboards/uid/by-hand")
        );
    }

    private async Task<IReadOnlyList<JsonNode>> SilencesAsync()
    {
        using var http = await ClientAsync("alertmanager");
        return
        [
            .. (await http.JsonAsync("/api/v2/silences"))
                .AsArray()
                .OfType<JsonNode>()
                .Where(silence => $"{silence["status"]!["state"]}" == "active"),
        ];
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
        Assert.True(
            answer.IsSuccessStatusCode,
            $"{path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}"
        );
    }

    private async Task DeleteAsync(string resource, string path)
    {
        using var http = await ClientAsync(resource);
        using var answer = await http.DeleteAsync(path);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
    }

    private async Task<HttpClient> ClientAsync(string resource)
    {
        var http = new HttpClient { BaseAddress = await _host.AddressAsync(resource) };
        http.DefaultRequestHeaders.Authorization =
            resource == "api" ? new AuthenticationHeaderValue("Bearer", Tokens.For("ada_l")) : null;
        return http;
    }
}

/// <summary>What of the stack is as in the backup, and what is not.</summary>
internal sealed record StackContent(bool HasLaterStory, int Silences, bool HasDashboard);
