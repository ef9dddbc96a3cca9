using MueJam.LocalPrograms.Files;

namespace MueJam.Tests.Host.Operations;

/// <summary>A host that is killed while it backs up.</summary>
public sealed class KilledBackupTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _state = TemporaryFolder.Create("muejam-killed-");

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task Killed_during_a_backup_it_leaves_none_and_the_next_one_is_whole()
    {
        var target = Path.Combine(_state.FullName, "backup");
        await using (var killed = await HomedHost.StartAsync(_state.FullName))
        {
            await using var shell = await killed.Cli.StartAsync("resource", "postgres", "backup", "--folder", target);
            // The folder that is not finished shows that it has begun.
            await Eventually.GetAsync(
                _ => Task.FromResult(Directory.Exists($"{target}.unfinished") || Directory.Exists(target)),
                hasBegun => hasBegun
            );
            await killed.KillAsync();
            await shell.ExitedAsync(Limit);
        }

        if (Directory.Exists(target))
        {
            // It was quicker than the signal: whole then.
            Assert.True(File.Exists(Path.Combine(target, "manifest.json")));
            Directory.Move(target, $"{target}.first");
        }

        await StackProgram.NoneRunsAsync(_state.FullName);
        await using var host = await HomedHost.StartAsync(_state.FullName);
        foreach (
            var command in (string[][])
                [
                    ["backup", "--folder", target],
                    ["restore", "--folder", target, "--check"],
                ]
        )
        {
            var (exitCode, output) = await host.RunAsync("postgres", command[0], command[1..]);
            Assert.True(exitCode == 0, output);
        }

        Assert.False(Directory.Exists($"{target}.unfinished"));
    }
}
