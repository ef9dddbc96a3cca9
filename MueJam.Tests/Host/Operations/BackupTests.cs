using MueJam.LocalPrograms.Files;
using MueJam.Tests.Support;

namespace MueJam.Tests.Host.Operations;

/// <summary>A host that is killed while it backs up.</summary>
public sealed class BackupTests : IDisposable
{
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _state = TemporaryFolder.Create("muejam-killed-");

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task Killed_during_a_backup_it_leaves_none_and_the_next_one_is_whole()
    {
        var target = Path.Combine(_state.FullName, "backup");
        await using (var killed = StartHost())
        {
            await killed.PrintsAsync(" is up. State, logs", Start);
            await using var shell = Ops(killed, "backup", target);
            // The folder that is not finished shows that it has begun.
            await Eventually.GetAsync(_ => Task.FromResult(Directory.Exists($"{target}.unfinished") || Directory.Exists(target)), hasBegun => hasBegun);
            await killed.SignalAsync("KILL");
            await killed.ExitedAsync(Limit);
            await shell.ExitedAsync(Limit);
        }

        if (Directory.Exists(target))
        {
            // It was quicker than the signal: whole then.
            Assert.True(File.Exists(Path.Combine(target, "manifest.json")));
            Directory.Move(target, $"{target}.first");
        }

        await using var host = StartHost();
        await host.PrintsAsync(" is up. State, logs", Start);
        foreach (var command in (string[][])[["backup", target], ["restore", target, "--check"]])
        {
            await using var shell = Ops(host, command);
            Assert.True(await shell.ExitedAsync(Limit) == 0, shell.Output);
        }

        Assert.False(Directory.Exists($"{target}.unfinished"));
    }

    private static HostProcess Ops(HostProcess host, params string[] arguments) => HostProcess.Start(["ops", .. arguments, "--stack", $"{host.Id}"]);

    private HostProcess StartHost() => HostProcess.Start([$"--LocalPrograms:StateDirectory={_state.FullName}", "--DcpPublisher:RandomizePorts=true"]);
}
