using MueJam.Embedded.Programs;
using MueJam.Pictures;
using MueJam.Tests.Support;

namespace MueJam.Embedded.Tests.Host.Preview;

/// <summary>The whole stack as a process, with readers, and a browser on its preview of Grafana. Dashboards lie in a copy of the folder.</summary>
public sealed class PreviewStack : IAsyncLifetime
{
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);

    private static readonly string[] Paths = ["/v1/stories", "/v1/stories/nowhere", "/v1/discover/trending", "/v1/whispers", "/v1/search?q=sea"];

    private readonly TemporaryFolder _state = TemporaryFolder.Create("muejam-preview-");
    private HostProcess? _host;
    private StatusPageClient? _page;
    private Chromium? _chromium;
    private Load? _readers;

    internal HttpClient Grafana { get; private set; } = new();

    internal HttpClient Prometheus { get; private set; } = new();

    internal HttpClient Api { get; private set; } = new();

    /// <summary>The folder that Grafana's dashboards come from.</summary>
    internal string Dashboards => Path.Combine(_state.FullName, "grafana", "dashboards");

    public async Task InitializeAsync()
    {
        _host = HostProcess.Start(
        [
            $"--Embedded:StateDirectory={_state.FullName}",
            "--DcpPublisher:RandomizePorts=true",
            $"--Monitoring:prometheus={Configuration.Copy("prometheus", Path.Combine(_state.FullName, "prometheus"), Configuration.ShortenPrometheus)}",
            $"--Monitoring:grafana={Configuration.Copy("grafana", Path.Combine(_state.FullName, "grafana"), text => text)}",
            "--RateLimits:ReadsPerMinute=1000000",
            "--Seed:Stories=30",
            "--Seed:Whispers=100",
        ]);
        await _host.PrintsAsync(" is up. State, logs", Start);
        _page = await StatusPageClient.OpenAsync(_host);
        // Something to read; and on a primary that writes nothing a new replica's lag is unknown.
        await _page.ExecuteAsync("api", "seed");
        Grafana = await ClientAsync("grafana");
        Prometheus = await ClientAsync("prometheus");
        Api = await ClientAsync("api");
        _readers = StartReaders();
        _chromium = await Chromium.StartAsync(new Progress<string>(), CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await (_chromium?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_readers?.DisposeAsync() ?? ValueTask.CompletedTask);
        _page?.Dispose();
        await (_host?.DisposeAsync() ?? ValueTask.CompletedTask);
        foreach (var client in (HttpClient[])[Grafana, Prometheus, Api])
        {
            client.Dispose();
        }

        _state.Dispose();
    }

    /// <summary>Opens a page of the preview in the browser.</summary>
    internal async Task<DashboardPage> OpenAsync(string path, int width = 1400)
    {
        var page = await NewPageAsync(width);
        await page.OpenAsync(new Uri(Grafana.BaseAddress!, path).ToString());
        return page;
    }

    internal Task<DashboardPage> NewPageAsync(int width = 1400) => _chromium!.NewPageAsync(width, height: 900);

    internal async Task StopAsync(string resource)
    {
        await _page!.ExecuteAsync(resource, "stop");
        await Eventually.GetAsync(token => _page.StateAsync(resource, token), state => state == "Exited");
    }

    internal async Task StartAsync(string resource)
    {
        await _page!.ExecuteAsync(resource, "start");
        await Eventually.GetAsync(token => _page.HealthAsync(resource, token), health => health == "Healthy");
    }

    private Load StartReaders() => new(1, async _ =>
    {
        await Task.Delay(Pause);
        return await Api.GetAsync(Paths[Random.Shared.Next(Paths.Length)]);
    });

    private async Task<HttpClient> ClientAsync(string resource) => new() { BaseAddress = new Uri(await _page!.AddressAsync(resource)) };
}

/// <summary>Tests that share the stack run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class PreviewCollection : ICollectionFixture<PreviewStack>
{
    public const string Name = "Preview";
}
