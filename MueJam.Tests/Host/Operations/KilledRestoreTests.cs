using MueJam.LocalPrograms.Files;

namespace MueJam.Tests.Host.Operations;

/// <summary>A host that is killed while it restores.</summary>
public sealed class KilledRestoreTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _state = TemporaryFolder.Create("muejam-restored-");

    private string Backup => Path.Combine(_state.FullName, "backup");

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task Whenever_it_is_killed_the_next_start_has_all_of_the_old_or_all_of_the_new_state()
    {
        await using (var host = await FilledHost.StartAsync(_state.FullName))
        {
            await host.FillAsync();
            await host.HoldsAsync(FilledHost.AsBackedUp);
            var (backedUp, said) = await host.RunAsync("postgres", "backup", "--folder", Backup);
            Assert.True(backedUp == 0, said);
            await host.ChangeAsync();
            await host.HoldsAsync(FilledHost.Changed);
            // Between the database and the rest.
            await KillDuringRestoreAsync(host, () => host.LogsAsync("postgres", "stories restored"));
        }

        Directory.Move(Backup, $"{Backup}.away");
        await using (var host = await FilledHost.StartAsync(_state.FullName))
        {
            // It cannot be finished, and says so until it is.
            var (exitCode, diagnosis) = await host.RunAsync("prometheus", "doctor");
            Assert.NotEqual(0, exitCode);
            Assert.Contains($"PROBLEM: A restore of {Backup} is not finished", diagnosis, StringComparison.Ordinal);
            Assert.Contains(
                $"A restore of {Backup} is not finished",
                (await host.RunAsync("prometheus", "status")).Output,
                StringComparison.Ordinal
            );
            Directory.Move($"{Backup}.away", Backup);
        }

        for (var run = 0; run < 3; run++)
        {
            await using var host = await FilledHost.StartAsync(_state.FullName);
            await Eventually.GetAsync(
                _ => host.RunAsync("prometheus", "status"),
                answer => answer.ExitCode == 0 && !answer.Output.Contains("is not finished", StringComparison.Ordinal)
            );
            // The first one was killed after the database.
            var found =
                run == 0
                    ? await host.HoldsAsync(FilledHost.AsBackedUp)
                    : await host.HoldsAsync(FilledHost.AsBackedUp, FilledHost.Changed);
            if (found == FilledHost.AsBackedUp)
            {
                await host.ChangeAsync();
            }

            await KillDuringRestoreAsync(host, () => Task.Delay(Random.Shared.Next(500, 4000)));
        }
    }

    private async Task KillDuringRestoreAsync(FilledHost host, Func<Task> moment)
    {
        await using var shell = await host.StartCommandAsync(
            "postgres",
            "restore",
            "--folder",
            Backup,
            "--overwrite",
            "--yes"
        );
        await moment();
        await host.KillAsync();
        await shell.ExitedAsync(Limit);
        await StackProgram.NoneRunsAsync(_state.FullName);
    }
}
