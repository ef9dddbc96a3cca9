using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MueJam.Embedded.Programs;

namespace MueJam.Embedded.Tests.Hosting;

public sealed class LifecycleTests
{
    [Fact]
    public async Task A_dependant_starts_after_health_and_the_ready_handlers()
    {
        await using var host = new TestHost();
        var server = host.AddChecked("server", HealthCheckResult.Unhealthy("not yet"));
        host.AddContainer("client").WaitFor(server);
        var handler = new TaskCompletionSource();
        var isReady = new TaskCompletionSource();
        host.Builder.Eventing.Subscribe<ResourceReadyEvent>(server.Resource, (_, _) =>
        {
            isReady.SetResult();
            return handler.Task;
        });

        await host.StartAsync();
        await host.StateAsync("client", KnownResourceStates.Waiting);
        Assert.Contains("Waiting for server", host.Log("client"), StringComparison.Ordinal);
        host.SetHealth("server", HealthCheckResult.Healthy());
        await isReady.Task.WaitAsync(host.Timeout);
        Assert.Equal(["server"], host.Runtime.Started);
        handler.SetResult();
        await host.HealthyAsync("client");

        await host.App.StopAsync(host.Timeout);
        Assert.Equal(["client", "server"], host.Runtime.Stopped);
    }

    [Fact]
    public async Task Health_that_is_lost_shows_while_the_program_runs()
    {
        await using var host = new TestHost();
        host.AddChecked("server", HealthCheckResult.Healthy());
        await host.StartAsync();
        await host.HealthyAsync("server");

        host.SetHealth("server", HealthCheckResult.Unhealthy("lost"));
        var change = await host.App.ResourceNotifications.WaitForResourceAsync("server", e => e.Snapshot.HealthStatus == HealthStatus.Unhealthy, host.Timeout);

        Assert.Equal(KnownResourceStates.Running, change.Snapshot.State?.Text);
        Assert.Equal("lost", Assert.Single(change.Snapshot.HealthReports).Description);
    }

    [Fact]
    public async Task A_new_run_is_not_healthy_by_the_last_ones_reports()
    {
        await using var host = new TestHost();
        host.AddChecked("server", HealthCheckResult.Healthy());
        await host.StartAsync();
        await host.HealthyAsync("server");
        await host.ExecuteAsync("server", KnownResourceCommands.StopCommand);

        host.SetHealth("server", HealthCheckResult.Unhealthy("still loading"));
        var seen = host.App.ResourceNotifications.WaitForResourceAsync("server", e => e.Snapshot.State?.Text == KnownResourceStates.Running, host.Timeout);
        await host.ExecuteAsync("server", KnownResourceCommands.StartCommand);

        Assert.Equal(HealthStatus.Unhealthy, (await seen).Snapshot.HealthStatus);
    }

    [Fact]
    public async Task A_program_that_dies_is_exited_with_its_code_and_can_be_started_again()
    {
        await using var host = new TestHost();
        host.AddContainer("server");
        await host.StartAsync();
        await host.HealthyAsync("server");

        host.Runtime.Program("server").Exit(137);
        await host.StateAsync("server", KnownResourceStates.Exited);
        Assert.Equal(137, host.Snapshot("server").ExitCode);

        Assert.True((await host.ExecuteAsync("server", KnownResourceCommands.StartCommand)).Success);
        await host.HealthyAsync("server");
        Assert.Null(host.Snapshot("server").ExitCode);
    }

    [Theory]
    [InlineData("restart")]
    [InlineData("resource-restart")]
    public async Task Commands_stop_start_and_restart(string restart)
    {
        await using var host = new TestHost();
        host.AddContainer("server");
        await host.StartAsync();
        await host.HealthyAsync("server");

        Assert.False((await host.ExecuteAsync("server", KnownResourceCommands.StartCommand)).Success);
        Assert.True((await host.ExecuteAsync("server", restart)).Success);
        await host.HealthyAsync("server");
        Assert.True((await host.ExecuteAsync("server", KnownResourceCommands.StopCommand)).Success);
        Assert.Equal(KnownResourceStates.Exited, host.Snapshot("server").State?.Text);
        Assert.False((await host.ExecuteAsync("server", KnownResourceCommands.StopCommand)).Success);
        Assert.False((await host.ExecuteAsync("server", "none")).Success);
        Assert.Equal(["server", "server"], host.Runtime.Started);
    }

    [Fact]
    public async Task A_waiting_resource_can_be_stopped()
    {
        await using var host = new TestHost();
        var server = host.AddChecked("server", HealthCheckResult.Unhealthy());
        host.AddContainer("client").WaitFor(server);
        await host.StartAsync();
        await host.StateAsync("client", KnownResourceStates.Waiting);

        Assert.True((await host.ExecuteAsync("client", KnownResourceCommands.StopCommand)).Success);

        Assert.Equal(KnownResourceStates.Exited, host.Snapshot("client").State?.Text);
        Assert.Equal(["server"], host.Runtime.Started);
    }

    [Fact]
    public async Task A_start_that_fails_says_why_and_what_waits_goes_on_waiting()
    {
        await using var host = new TestHost();
        host.Runtime.Failing["server"] = "The configuration is broken: mend line 3.";
        var server = host.AddContainer("server");
        host.AddContainer("client").WaitFor(server);

        await host.StartAsync();
        await host.StateAsync("server", KnownResourceStates.FailedToStart);

        Assert.Contains("mend line 3", host.Log("server"), StringComparison.Ordinal);
        await Assert.ThrowsAsync<DistributedApplicationException>(() => host.HealthyAsync("server"));
        await host.StateAsync("client", KnownResourceStates.Waiting);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_with_its_owner()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var host = new TestHost();
        host.AddContainer("server").WithHttpEndpoint(port: port, targetPort: 80);

        await host.StartAsync();
        await host.StateAsync("server", KnownResourceStates.FailedToStart);

        Assert.Contains($"Port {port} is taken by", host.Log("server"), StringComparison.Ordinal);
        Assert.Contains($"(process {Environment.ProcessId})", host.Log("server"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "RuntimeUnhealthy", "warning")]
    [InlineData(false, "FailedToStart", "error")]
    public async Task A_program_that_is_not_here_says_how_to_get_it(bool isOptional, string state, string style)
    {
        await using var host = new TestHost();
        host.Runtime.Unavailable["library/none"] = new ProgramUnavailableException("Install it by hand.", isOptional);
        host.AddContainer("absent", "library/none");
        host.AddContainer("server");

        await host.StartAsync();
        await host.HealthyAsync("server");

        Assert.Equal(new ResourceStateSnapshot(state, style), host.Snapshot("absent").State);
        Assert.Contains("Install it by hand.", host.Log("absent"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publishing_is_refused_with_its_remedy()
    {
        await using var host = new TestHost("--operation", "publish");
        Assert.True(host.Builder.ExecutionContext.IsPublishMode);
        var error = await Assert.ThrowsAsync<DistributedApplicationException>(host.StartAsync);
        Assert.Contains("Orchestrator=Aspire", error.Message, StringComparison.Ordinal);
    }
}
