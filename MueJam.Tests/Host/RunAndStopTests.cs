using MueJam.LocalPrograms.Files;

namespace MueJam.Tests.Host;

/// <summary>The AppHost as Aspire's command line starts and stops it.</summary>
public sealed class RunAndStopTests : IDisposable
{
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Stop = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _state = TemporaryFolder.Create("muejam-run-");
    private readonly string _stack = $"run-{Guid.NewGuid():N}";

    /// <summary>What a stack with a name keeps, beside what the one without keeps.</summary>
    private string Kept => Path.Combine(Repository.Root, ".muejam", "stacks", _stack);

    public void Dispose()
    {
        _state.Dispose();
        if (Directory.Exists(Kept))
        {
            Directory.Delete(Kept, recursive: true);
        }
    }

    [Fact]
    public async Task Run_starts_everything_and_stop_leaves_nothing()
    {
        var cli = new AspireCli(_state.FullName);
        await using var running = await cli.StartAsync(
            "run",
            "--no-build",
            "--",
            "--Run=Programs",
            $"--Stack={_stack}"
        );
        await running.PrintsAsync("Dashboard", Start);
        foreach (var resource in (string[])["api", "prometheus", "postgres-replica"])
        {
            await SucceedsAsync("wait", resource, "--timeout", "180");
        }

        Assert.Contains(
            "MueJam.AppHost.csproj",
            await SucceedsAsync("ps", "--format", "json"),
            StringComparison.Ordinal
        );
        await SucceedsAsync("stop");
        await running.ExitedAsync(Stop);
        await StackProgram.NoneRunsAsync(Kept);
        // The next start goes on with it.
        Assert.True(Directory.Exists(Path.Combine(Kept, "volumes", $"muejam-{_stack}-postgres-data")));
        Assert.DoesNotContain(
            "MueJam.AppHost.csproj",
            await SucceedsAsync("ps", "--format", "json"),
            StringComparison.Ordinal
        );

        async Task<string> SucceedsAsync(params string[] arguments)
        {
            var (exitCode, output) = await cli.RunAsync(arguments);
            Assert.True(exitCode == 0, $"aspire {string.Join(' ', arguments)}: {output}");
            return output;
        }
    }
}
