using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;
using MueJam.Pictures;

namespace MueJam.Tests.Preview;

/// <summary>
/// The whole stack with readers, and a browser on its preview of Grafana. Dashboards lie in a copy of the folder.
/// </summary>
public sealed class PreviewStack : RunningStack
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly string[] Paths =
    [
        "/v1/stories",
        "/v1/stories/nowhere",
        "/v1/discover/trending",
        "/v1/whispers",
        "/v1/search?q=sea",
    ];

    private Chromium? _chromium;
    private Load? _readers;

    internal HttpClient Grafana { get; private set; } = new();

    internal HttpClient Prometheus { get; private set; } = new();

    internal HttpClient Api { get; private set; } = new();

    /// <summary>The folder that Grafana's dashboards come from.</summary>
    internal string Dashboards => Path.Combine(ConfigurationFolder("grafana"), "dashboards");

    /// <summary>The name under which people find the preview besides.</summary>
    internal const string PublicName = "grafana.example.com";

    protected override IEnumerable<string> Arguments => [$"--PublicUrls:Grafana=https://{PublicName}"];

    protected override string ScalePrometheus(string text) => Configuration.ShortenPrometheus(text);

    protected override string ScaleAlertmanager(string text) => text;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        using var limit = new CancellationTokenSource(Limit);
        // Something to read; and on a primary that writes nothing a new replica's lag is unknown.
        await ExecuteAsync("api", "seed", limit.Token);
        (Grafana, Prometheus, Api) = (
            App.CreateHttpClient("grafana", "http"),
            CreateServerClient("prometheus"),
            App.CreateHttpClient("api", "http")
        );
        _readers = StartReaders();
        _chromium = await Chromium.StartAsync(new Progress<string>(), CancellationToken.None);
    }

    public override async Task DisposeAsync()
    {
        await (_chromium?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_readers?.DisposeAsync() ?? ValueTask.CompletedTask);
        foreach (var client in (HttpClient[])[Grafana, Prometheus, Api])
        {
            client.Dispose();
        }

        await base.DisposeAsync();
    }

    /// <summary>Opens a page of the preview in the browser.</summary>
    internal async Task<DashboardPage> OpenAsync(string path, int width = 1400)
    {
        var page = await NewPageAsync(width);
        await page.OpenAsync(new Uri(Grafana.BaseAddress!, path).ToString());
        return page;
    }

    /// <summary>Puts a file among the dashboards until it is disposed of.</summary>
    internal DroppedFile Drop(string name, string content)
    {
        var file = new DroppedFile(Path.Combine(Dashboards, name));
        File.WriteAllText(file.Path, content);
        return file;
    }

    internal static JsonObject Board(string uid, params JsonNode[] panels) =>
        new()
        {
            ["uid"] = uid,
            ["title"] = $"Board {uid}",
            ["panels"] = new JsonArray(panels),
        };

    internal Task<DashboardPage> NewPageAsync(int width = 1400) => _chromium!.NewPageAsync(width, height: 900);

    internal async Task StopAsync(string resource)
    {
        using var limit = new CancellationTokenSource(Limit);
        await StopAsync(resource, limit.Token);
    }

    internal async Task StartAsync(string resource)
    {
        using var limit = new CancellationTokenSource(Limit);
        await StartAsync(resource, limit.Token);
    }

    private Load StartReaders() =>
        new(
            1,
            async _ =>
            {
                await Task.Delay(Pause);
                return await Api.GetAsync(Paths[Random.Shared.Next(Paths.Length)]);
            }
        );
}

/// <summary>A file that goes when it is disposed of.</summary>
internal sealed record DroppedFile(string Path) : IDisposable
{
    public void Dispose() => File.Delete(Path);
}

/// <summary>Tests that share the stack run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class PreviewCollection : ICollectionFixture<PreviewStack>
{
    public const string Name = "Preview";
}
