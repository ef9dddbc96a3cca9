using MueJam.LocalPrograms.Files;

namespace MueJam.Tests.Operations;

[Collection(StackCollection.Name)]
public sealed class BackupTests(StackFixture stack) : IDisposable
{
    private readonly TemporaryFolder _folder = TemporaryFolder.Create("muejam-backups-");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_backup_is_whole_and_overwrites_nothing()
    {
        var target = Path.Combine(_folder.FullName, "one");
        // What an earlier one left whose AppHost was killed.
        Directory.CreateDirectory($"{target}.unfinished/postgres");

        var (isGood, output) = await Ops.RunAsync(stack, "postgres", "backup", "--folder", target);
        Assert.True(isGood, output);
        Assert.Equal([target], Directory.GetFileSystemEntries(_folder.FullName));
        Assert.True((await Ops.RunAsync(stack, "postgres", "restore", "--folder", target, "--check")).IsGood);

        var (again, refusal) = await Ops.RunAsync(stack, "postgres", "backup", "--folder", target);
        Assert.False(again);
        Assert.Contains("never overwrites", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        var (isGood, output) = await Ops.RunAsync(stack, "postgres", "backup", "--folder", "/proc/x");
        Assert.False(isGood);
        Assert.Contains("The folder /proc/x cannot be made there: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_or_unfinished_backup_is_refused_before_anything_is_done()
    {
        var target = Path.Combine(_folder.FullName, "one");
        Assert.True((await Ops.RunAsync(stack, "postgres", "backup", "--folder", target)).IsGood);
        var dump = Path.Combine(target, "postgres", "muejam_library.dump");
        var whole = await File.ReadAllBytesAsync(dump);

        var damaged = whole.ToArray();
        damaged[^20] ^= 1;
        await RefusedAsync("postgres/muejam_library.dump was changed", () => File.WriteAllBytes(dump, damaged));
        await RefusedAsync("postgres/muejam_library.dump was changed", () => File.WriteAllBytes(dump, whole[..^1]));
        await RefusedAsync("postgres/muejam_library.dump is missing", () => File.Delete(dump));
        await RefusedAsync(
            "postgres/another was added",
            () =>
            {
                File.WriteAllBytes(dump, whole);
                File.WriteAllText(Path.Combine(target, "postgres", "another"), "");
            }
        );
        await RefusedAsync(
            "no backup, or one that was not finished",
            () => File.Delete(Path.Combine(target, "manifest.json"))
        );

        async Task RefusedAsync(string reason, Action damage)
        {
            damage();
            var (isGood, output) = await Ops.RunAsync(
                stack,
                "postgres",
                "restore",
                "--folder",
                target,
                "--overwrite",
                "--yes"
            );
            Assert.False(isGood);
            Assert.Contains(reason, output, StringComparison.Ordinal);
            Assert.DoesNotContain("to be restored", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_interrupted_backup_is_whole_or_not_there()
    {
        for (var run = 0; run < 8; run++)
        {
            var target = Path.Combine(_folder.FullName, $"{run}");
            await InterruptAsync("backup", ["--folder", target], run);

            await Eventually.GetAsync(
                _ => Task.FromResult(Directory.Exists($"{target}.unfinished")),
                isUnfinished => !isUnfinished
            );
            if (Directory.Exists(target))
            {
                Assert.True((await Ops.RunAsync(stack, "postgres", "restore", "--folder", target, "--check")).IsGood);
            }
        }
    }

    [Fact]
    public async Task An_interrupted_restore_leaves_the_old_or_the_new_state()
    {
        using var author = LibraryClient.NewUser(stack);
        var kept = await author.PostStoryAsync("kept");
        var target = Path.Combine(_folder.FullName, "one");
        Assert.True((await Ops.RunAsync(stack, "postgres", "backup", "--folder", target)).IsGood);
        await using var postgres = await Database.OpenAsync(stack, "postgres", "muejam_library");
        var saved = await postgres.ScalarAsync<long>("SELECT count(*) FROM stories");
        var later = "";

        for (var run = 0; run < 8; run++)
        {
            later = later.Length > 0 ? later : await author.PostStoryAsync("later");
            await InterruptAsync("restore", ["--folder", target, "--overwrite", "--yes"], run);

            // One that was past its transaction is done to its end: until then another is refused.
            await Eventually.GetAsync(
                _ => Ops.RunAsync(stack, "prometheus", "clean", "--older-than", "9000d"),
                answer => answer.IsGood
            );
            var isNew = await postgres.ScalarAsync<long>("SELECT count(*) FROM stories") == saved;
            Assert.Equal(isNew ? saved : saved + 1, await postgres.ScalarAsync<long>("SELECT count(*) FROM stories"));
            Assert.Equal(1, await postgres.ScalarAsync<long>("SELECT count(*) FROM stories WHERE slug = $1", kept));
            Assert.Equal(
                isNew ? 0 : 1,
                await postgres.ScalarAsync<long>("SELECT count(*) FROM stories WHERE slug = $1", later)
            );
            await author.JsonAsync(
                HttpMethod.Get,
                $"/v1/stories/{later}",
                expected: isNew ? System.Net.HttpStatusCode.NotFound : System.Net.HttpStatusCode.OK
            );
            later = isNew ? "" : later;
        }
    }

    [Fact]
    public async Task A_restore_that_cannot_go_on_is_named_until_it_is_finished()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var target = Path.Combine(_folder.FullName, "one");
        Assert.True((await Ops.RunAsync(stack, "postgres", "backup", "--folder", target)).IsGood);
        await stack.StopAsync("redis", timeout.Token);
        try
        {
            // The database is restored, and the cache of the one before cannot be emptied.
            Assert.False(
                (await Ops.RunAsync(stack, "postgres", "restore", "--folder", target, "--overwrite", "--yes")).IsGood
            );
            await Ops.DoctorFindsAsync(stack, $"A restore of {target} is not finished");
            Assert.Contains(
                $"A restore of {target} is not finished",
                (await Ops.RunAsync(stack, "prometheus", "status")).Output,
                StringComparison.Ordinal
            );
        }
        finally
        {
            await stack.StartAsync("redis", timeout.Token);
        }

        Assert.True(
            (await Ops.RunAsync(stack, "postgres", "restore", "--folder", target, "--overwrite", "--yes")).IsGood
        );
        Assert.DoesNotContain(
            "is not finished",
            (await Ops.RunAsync(stack, "prometheus", "doctor")).Output,
            StringComparison.Ordinal
        );
    }

    /// <summary>Early and late ones; the first one before anything, the last ones after the end.</summary>
    private async Task InterruptAsync(string command, string[] options, int run)
    {
        using var interrupted = new CancellationTokenSource(
            TimeSpan.FromMilliseconds((run * 150) + Random.Shared.Next(150))
        );
        await Ops.RunAsync(stack, "postgres", command, options, interrupted.Token);
    }
}
