using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using MueJam.LocalPrograms.Files;

namespace MueJam.Tests.Support;

/// <summary>The whole stack under test: random ports, volumes and configuration folders of its own.</summary>
public abstract class RunningStack : IAsyncLifetime
{
    /// <summary>Long enough for a first run that installs programs or pulls images.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(10);

    /// <summary>The password of Prometheus and Alertmanager in the stack under test.</summary>
    private const string MonitoringPassword = "of-the-monitoring-under-test";

    private readonly TemporaryFolder _folder = TemporaryFolder.Create("muejam-tests-");
    private DistributedApplication? _app;

    /// <summary>Resources that must be healthy wherever the tests run.</summary>
    public static IReadOnlyList<string> Required { get; } =
    [
        "postgres",
        "muejam",
        "postgres-replica",
        "redis",
        "api",
        "postgres-exporter",
        "postgres-replica-exporter",
        "redis-exporter",
        "prometheus",
        "alertmanager",
        "gate",
        "grafana",
        "inbox",
    ];

    /// <summary>The prefix of its volumes.</summary>
    public string Name { get; } = $"muejam-test-{Guid.NewGuid():N}";

    public DistributedApplication App => _app ?? throw new InvalidOperationException("The stack is not started.");

    /// <summary>More arguments of the AppHost.</summary>
    protected virtual IEnumerable<string> Arguments => [];

    /// <summary>The text of a file of Prometheus's configuration, with durations that a test can wait for.</summary>
    protected abstract string ScalePrometheus(string text);

    /// <summary>The text of a file of Alertmanager's configuration, with durations that a test can wait for.</summary>
    protected abstract string ScaleAlertmanager(string text);

    /// <summary>Changes the model where files alone do not reach.</summary>
    protected virtual void Change(IDistributedApplicationTestingBuilder builder) { }

    public virtual async Task InitializeAsync()
    {
        using var timeout = new CancellationTokenSource(StartTimeout);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.MueJam_AppHost>(
            [
                $"--Monitoring:prometheus={CopyConfiguration("prometheus", ScalePrometheus)}",
                $"--Monitoring:alertmanager={CopyConfiguration("alertmanager", ScaleAlertmanager)}",
                $"--Monitoring:grafana={CopyConfiguration("grafana", text => text)}",
                $"--GRAFANA_ADMIN_PASSWORD={GrafanaClient.Password}",
                $"--MONITORING_PASSWORD={MonitoringPassword}",
                $"--JWT_SIGNING_KEY={Tokens.Key}",
                // There is no dashboard here; the usual port is that of whoever develops on this machine.
                "--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=http://localhost:1",
                // All tests have one address, and poll.
                "--RateLimits:ReadsPerMinute=1000000",
                "--RateLimits:WritesPerMinute=1000000",
                "--Metrics:RequestsPerMinute=1000000",
                "--Seed:Stories=30",
                "--Seed:Whispers=100",
                $"--Volumes:Prefix={Name}",
                .. Arguments,
            ],
            timeout.Token
        );
        // As outside of tests: what waits for a resource that is stopped goes on waiting.
        builder.Services.Configure<ResourceNotificationServiceOptions>(options =>
            options.DefaultWaitBehavior = WaitBehavior.WaitOnResourceUnavailable
        );
        Change(builder);
        _app = await builder.BuildAsync(timeout.Token);
        await _app.StartAsync(timeout.Token);
        await Task.WhenAll(Required.Select(name => HealthyAsync(name, timeout.Token)));
    }

    public virtual async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _folder.Dispose();
    }

    /// <summary>Prometheus or Alertmanager itself, past the gate, with its login.</summary>
    public HttpClient CreateServerClient(string resource)
    {
        var http = App.CreateHttpClient(resource, "http");
        http.DefaultRequestHeaders.Authorization = GrafanaClient.Login("monitoring", MonitoringPassword);
        return http;
    }

    public Task HealthyAsync(string resource, CancellationToken cancellationToken) =>
        App.ResourceNotifications.WaitForResourceHealthyAsync(
            resource,
            WaitBehavior.WaitOnResourceUnavailable,
            cancellationToken
        );

    public async Task StopAsync(string resource, CancellationToken cancellationToken)
    {
        await ExecuteAsync(resource, KnownResourceCommands.StopCommand, cancellationToken);
        await App.ResourceNotifications.WaitForResourceAsync(
            resource,
            KnownResourceStates.TerminalStates,
            cancellationToken
        );
    }

    public async Task StartAsync(string resource, CancellationToken cancellationToken)
    {
        await ExecuteAsync(resource, KnownResourceCommands.StartCommand, cancellationToken);
        await HealthyAsync(resource, cancellationToken);
        await NoticedAsync();
    }

    /// <summary>
    /// Waits until the API has noticed that nothing is away any more: whoever comes next finds it so.
    /// </summary>
    public async Task NoticedAsync()
    {
        using var api = App.CreateHttpClient("api", "http");
        await Eventually.GetAsync(
            async token => (await api.JsonAsync("/health", token))["status"]!.GetValue<string>(),
            status => status == "Healthy"
        );
    }

    /// <summary>Waits until a resource has logged a line.</summary>
    public async Task<string> LoggedAsync(string resource, Func<string, bool> isIt, CancellationToken cancellationToken)
    {
        var logs = App.Services.GetRequiredService<ResourceLoggerService>().WatchAsync(Resource(resource));
        await foreach (var lines in logs.WithCancellation(cancellationToken))
        {
            if (lines.Select(line => line.Content).FirstOrDefault(isIt) is { } found)
            {
                return found;
            }
        }

        throw new InvalidOperationException($"The log of {resource} ended.");
    }

    /// <summary>What a resource has logged so far.</summary>
    public async Task<IReadOnlyList<string>> LogAsync(string resource)
    {
        var lines = new List<string>();
        await foreach (
            var batch in App.Services.GetRequiredService<ResourceLoggerService>().GetAllAsync(Resource(resource))
        )
        {
            lines.AddRange(batch.Select(line => line.Content));
        }

        return lines;
    }

    public async Task<string> ConnectionStringAsync(string resource, string database = "muejam_library") =>
        $"{await ServerConnectionStringAsync(resource)};Database={database};Pooling=false";

    public async Task<string> ServerConnectionStringAsync(string resource)
    {
        var server = (IResourceWithConnectionString)Resource(resource);
        return (await server.GetConnectionStringAsync())!;
    }

    private IResource Resource(string name) =>
        App
            .Services.GetRequiredService<DistributedApplicationModel>()
            .Resources.Single(resource => resource.Name == name);

    /// <summary>Runs a resource's command; it must succeed.</summary>
    public async Task ExecuteAsync(string resource, string command, CancellationToken cancellationToken)
    {
        var result = await App.ResourceCommands.ExecuteCommandAsync(resource, command, cancellationToken);
        Assert.True(result.Success, $"{command} of {resource}: {result.Message}");
    }

    /// <summary>The copy of a tool's configuration that this stack runs on; edit it, then reload.</summary>
    public string ConfigurationFolder(string tool) => Path.Combine(_folder.FullName, tool);

    private string CopyConfiguration(string tool, Func<string, string> scale) =>
        Configuration.Copy(tool, ConfigurationFolder(tool), scale);
}
