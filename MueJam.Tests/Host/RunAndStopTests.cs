using MueJam.LocalPrograms.Files;
using MueJam.Tests.Support;

namespace MueJam.Tests.Host;

/// <summary>The AppHost as Aspire's command line starts and stops it.</summary>
public sealed class RunAndStopTests : IDisposable
{
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Stop = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _state = TemporaryFolder.Create("muejam-run-");

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task Run_starts_everything_and_stop_leaves_nothing()
    {
        var cli = new AspireCli(_state.FullName);
        await using var running = await cli.StartAsync(
            "run", "--no-build", "--", $"--LocalPrograms:StateDirectory={_state.FullName}", "--Run=Programs",
            "--DcpPublisher:RandomizePorts=true");
        await running.PrintsAsync("Dashboard", Start);
        foreach (var resource in (string[])["api", "prometheus", "postgres-replica"])
        {
            await SucceedsAsync("wait", resource, "--timeout", "180");
        }

        Assert.Contains("MueJam.AppHost.csproj", await SucceedsAsync("ps", "--format", "json"), StringComparison.Ordinal);
        await SucceedsAsync("stop");
        await running.ExitedAsync(Stop);
        await StackProgram.NoneRunsAsync(_state.FullName);
        Assert.DoesNotContain("MueJam.AppHost.csproj", await SucceedsAsync("ps", "--format", "json"), StringComparison.Ordinal);

        async Task<string> SucceedsAsync(params string[] arguments)
        {
            var (exitCode, output) = await cli.RunAsync(arguments);
            Assert.True(exitCode == 0, $"aspire {string.Join(' ', arguments)}: {output}");
            return output;
        }
    }
}
