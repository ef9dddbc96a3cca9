using System.Text.RegularExpressions;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace MueJam.Tests.Support;

/// <summary>The whole stack, started once for all tests: random ports, volumes of its own, alert durations scaled down.</summary>
public sealed class StackFixture : IAsyncLifetime
{
    /// <summary>Long enough for a first run that installs programs or pulls images.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(10);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("muejam-tests-");
    private DistributedApplication? _app;

    /// <summary>Resources that must be healthy wherever the tests run; Grafana only where there is a Grafana.</summary>
    public static IReadOnlyList<string> Required { get; } =
    [
        "postgres", "muejam", "postgres-replica", "redis", "api", "postgres-exporter", "postgres-replica-exporter",
        "redis-exporter", "prometheus", "alertmanager", "inbox",
    ];

    public DistributedApplication App => _app ?? throw new InvalidOperationException("The stack is not started.");

    public async Task InitializeAsync()
    {
        using var timeout = new CancellationTokenSource(StartTimeout);
        if (!OperatingSystem.IsWindows())
        {
            // The containers' users must be able to read what is mounted from here.
            File.SetUnixFileMode(_folder.FullName, (UnixFileMode)0b111_101_101);
        }

        var prometheus = CopyConfiguration("prometheus", "*.yml", ShortenDurations);
        var alertmanager = CopyConfiguration("alertmanager", "*.yml", ShortenGrouping);

        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.MueJam_AppHost>(
        [
            $"--Monitoring:prometheus={prometheus}",
            $"--Monitoring:alertmanager={alertmanager}",
            $"--JWT_SIGNING_KEY={Tokens.Key}",
            // All tests have one address, and poll.
            "--RateLimits:ReadsPerMinute=1000000",
            "--RateLimits:WritesPerMinute=1000000",
            "--Metrics:RequestsPerMinute=1000000",
            $"--Volumes:Prefix=muejam-test-{Guid.NewGuid():N}",
        ], timeout.Token);
        _app = await builder.BuildAsync(timeout.Token);
        await _app.StartAsync(timeout.Token);
        await Task.WhenAll(Required.Select(name => HealthyAsync(name, timeout.Token)));
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    public Task HealthyAsync(string resource, CancellationToken cancellationToken)
        => App.ResourceNotifications.WaitForResourceHealthyAsync(resource, WaitBehavior.WaitOnResourceUnavailable, cancellationToken);

    public async Task StopAsync(string resource, CancellationToken cancellationToken)
    {
        await ExecuteAsync(resource, KnownResourceCommands.StopCommand, cancellationToken);
        await App.ResourceNotifications.WaitForResourceAsync(resource, KnownResourceStates.TerminalStates, cancellationToken);
    }

    public async Task StartAsync(string resource, CancellationToken cancellationToken)
    {
        await ExecuteAsync(resource, KnownResourceCommands.StartCommand, cancellationToken);
        await HealthyAsync(resource, cancellationToken);
        // Whoever comes next finds an API that has noticed.
        using var api = App.CreateHttpClient("api", "http");
        await Eventually.GetAsync(async token => (await api.JsonAsync("/health", token))["status"]!.GetValue<string>(), status => status == "Healthy");
    }

    /// <summary>Waits until a resource has logged a line.</summary>
    public async Task<string> LoggedAsync(string resource, Func<string, bool> isIt, CancellationToken cancellationToken)
    {
        var logs = App.Services.GetRequiredService<ResourceLoggerService>().WatchAsync(resource);
        await foreach (var lines in logs.WithCancellation(cancellationToken))
        {
            if (lines.Select(line => line.Content).FirstOrDefault(isIt) is { } found)
            {
                return found;
            }
        }

        throw new InvalidOperationException($"The log of {resource} ended.");
    }

    public async Task<string> ConnectionStringAsync(string resource, string database = "muejam_library")
        => $"{await ServerConnectionStringAsync(resource)};Database={database};Pooling=false";

    public async Task<string> ServerConnectionStringAsync(string resource)
    {
        var server = App.Services.GetRequiredService<DistributedApplicationModel>().Resources
            .OfType<IResourceWithConnectionString>().Single(r => r.Name == resource);
        return (await server.GetConnectionStringAsync())!;
    }

    private async Task ExecuteAsync(string resource, string command, CancellationToken cancellationToken)
    {
        var result = await App.ResourceCommands.ExecuteCommandAsync(resource, command, cancellationToken);
        Assert.True(result.Success, $"{command} of {resource}: {result.Message}");
    }

    private string CopyConfiguration(string tool, string pattern, Func<string, string> change)
    {
        var source = Path.Combine(Repository.Root, "monitoring", tool);
        var target = Path.Combine(_folder.FullName, tool);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllText(copy, file.EndsWith(pattern[1..], StringComparison.Ordinal) ? change(File.ReadAllText(file)) : File.ReadAllText(file));
        }

        return target;
    }

    /// <summary>Scrapes every 2 s (an exporter takes 1 s to find its database dead), and alerts fire after 2 s; thresholds stay.</summary>
    private static string ShortenDurations(string text)
    {
        var rules = Regex.Replace(text, @"\bfor: +\d+m\b", "for: 2s");
        var scrapes = Regex.Replace(rules, @"(scrape_interval|scrape_timeout): *\S+", "$1: 2s");
        return Regex.Replace(scrapes, @"(evaluation_interval|refresh_interval): *\S+", "$1: 1s");
    }

    private static string ShortenGrouping(string text)
        => Regex.Replace(Regex.Replace(text, @"group_wait: *\S+", "group_wait: 1s"), @"group_interval: *\S+", "group_interval: 2s");
}

/// <summary>Tests that share the stack run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class StackCollection : ICollectionFixture<StackFixture>
{
    public const string Name = "Stack";
}
