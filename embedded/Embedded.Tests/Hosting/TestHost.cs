using System.Collections.Concurrent;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MueJam.Embedded.Programs;

namespace MueJam.Embedded.Tests.Hosting;

/// <summary>A model on a state folder of its own, whose containers are fakes.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly TemporaryFolder? _folder;
    private readonly ConcurrentDictionary<string, HealthCheckResult> _health = new();
    private readonly CancellationTokenSource _timeout = new(TimeSpan.FromSeconds(20));
    private DistributedApplication? _app;

    public TestHost(params string[] args) : this(null, args)
    {
    }

    public TestHost(string? state, string[] args)
    {
        _folder = state is null ? TemporaryFolder.Create("muejam-unit-") : null;
        State = state ?? _folder!.FullName;
        Builder = DistributedApplication.CreateBuilder([$"--Embedded:StateDirectory={State}", .. args]);
        Builder.Services.AddSingleton<IProgramRuntime>(Runtime);
    }

    public string State { get; }

    public FakeRuntime Runtime { get; } = new();

    public IDistributedApplicationBuilder Builder { get; }

    public DistributedApplication App => _app!;

    public CancellationToken Timeout => _timeout.Token;

    public IResourceBuilder<ContainerResource> AddContainer(string name, string image = "library/fake")
        => Builder.AddResource(new ContainerResource(name)).WithImage(image, "1");

    /// <summary>A container whose health the test decides.</summary>
    public IResourceBuilder<ContainerResource> AddChecked(string name, HealthCheckResult first)
    {
        _health[name] = first;
        Builder.Services.AddHealthChecks().AddCheck($"{name}_check", () => _health[name]);
        return AddContainer(name).WithHealthCheck($"{name}_check");
    }

    public void SetHealth(string name, HealthCheckResult health) => _health[name] = health;

    public async Task<DistributedApplication> StartAsync()
    {
        _app = Builder.Build();
        await _app.StartAsync(Timeout);
        return _app;
    }

    public Task HealthyAsync(string name) => App.ResourceNotifications.WaitForResourceHealthyAsync(name, Timeout);

    public Task StateAsync(string name, string state) => App.ResourceNotifications.WaitForResourceAsync(name, state, Timeout);

    public CustomResourceSnapshot Snapshot(string name)
        => App.ResourceNotifications.TryGetCurrentState(name, out var current) ? current.Snapshot : throw new InvalidOperationException($"Nothing is known of '{name}'.");

    public string Log(string name) => File.ReadAllText(Path.Combine(State, "logs", $"{name}.log"));

    public async Task<ExecuteCommandResult> ExecuteAsync(string name, string command) => await App.ResourceCommands.ExecuteCommandAsync(name, command, Timeout);

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _timeout.Dispose();
        _folder?.Dispose();
    }
}
