using MueJam.Tests.Support;

namespace MueJam.Tests.Host.Operations;

/// <summary>Commands on a stack whose programs can be taken away and held.</summary>
public sealed class OperatedHostTests(OperatedHost host) : IClassFixture<OperatedHost>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task What_is_not_available_here_is_noted_and_left_out_and_is_no_fault()
    {
        if (!OperatedHost.HasNoGrafana)
        {
            return;
        }

        var (_, diagnosis) = await Eventually.GetAsync(_ => host.RunAsync("doctor"), answer => answer.ExitCode == 0, TimeSpan.FromMinutes(2));
        Assert.Contains("note: grafana is not available on this machine.", diagnosis, StringComparison.Ordinal);
        Assert.Contains("note: Grafana is not available on this machine.", diagnosis, StringComparison.Ordinal);
        Assert.Matches(@"grafana\s+│\s+not available", (await host.RunAsync("status")).Output);

        var target = Path.Combine(host.State, "backup");
        foreach (var command in (string[][])[["backup", target], ["restore", target, "--overwrite"]])
        {
            var (exitCode, output) = await host.RunAsync(command);
            Assert.True(exitCode == 0, output);
            Assert.Contains("grafana: left out, ", output, StringComparison.Ordinal);
        }
    }

    /// <summary>Prometheus is held, so that the signal finds the command at work.</summary>
    [Theory]
    [InlineData("status", "Resources")]
    [InlineData("doctor", "Is Prometheus scraping?")]
    [InlineData("backup", "Backing up prometheus")]
    public async Task An_interrupted_command_ends_with_130_and_leaves_nothing_half_done(string command, string atWork)
    {
        var target = Path.Combine(host.State, "interrupted");
        await StackProgram.SignalAsync("STOP", "prometheus --config", host.State);
        try
        {
            await using var shell = host.Ops(command == "backup" ? [command, target] : [command]);
            await shell.PrintsAsync(atWork, Limit);
            await shell.SignalAsync("INT");
            Assert.Equal(130, await shell.ExitedAsync(Limit));
            Assert.Contains("Interrupted.", shell.Output, StringComparison.Ordinal);
        }
        finally
        {
            await StackProgram.SignalAsync("CONT", "prometheus --config", host.State);
        }

        await Eventually.GetAsync(_ => Task.FromResult(Left()), left => left.Count == 0);
        Assert.Equal(0, (await host.RunAsync("status")).ExitCode);

        List<string> Left() =>
        [
            .. Directory.EnumerateDirectories(host.State, "interrupted*"),
            .. Directory.EnumerateDirectories(host.State, "snapshots", SearchOption.AllDirectories).SelectMany(Directory.EnumerateDirectories),
        ];
    }

    [Fact]
    public async Task The_configured_dead_mans_switch_is_called()
    {
        var call = await host.DeadMansSwitch.CalledAsync(TimeSpan.FromMinutes(3));
        Assert.Equal("dead-mans-switch", $"{call["receiver"]}");
        Assert.Equal("Watchdog", $"{Assert.Single(call["alerts"]!.AsArray())!["labels"]!["alertname"]}");
    }
}
