namespace MueJam.Tests.Operations;

/// <summary>A backup outlives its stack.</summary>
[Collection(StackCollection.Name)]
public sealed class RestoreTests(RestoredStack restored) : IClassFixture<RestoredStack>
{
    [Fact]
    public void The_same_queries_have_the_same_results_over_the_hours_that_were_backed_up()
    {
        Assert.True(restored.Before.Hours.Ended - restored.Before.Hours.Began >= TimeSpan.FromHours(6));
        // Five series of samples, one rate, one increase, one average, two minima; a value for each of 361 minutes.
        Assert.Equal(10, restored.Before.OfHours.Count);
        Assert.All(restored.Before.OfHours.Take(5), series => Assert.Equal(361, series.Split("],[").Length));
        Assert.Equal(restored.Before.OfHours, restored.After.OfHours);
    }

    [Fact]
    public void What_the_stack_measured_up_to_its_backup_is_the_same()
    {
        Assert.True(restored.Before.OfSeconds.Count >= 10, $"{restored.Before.OfSeconds.Count} series were backed up.");
        Assert.Equal(restored.Before.OfSeconds, restored.After.OfSeconds);
    }

    [Fact]
    public void Stories_silences_and_dashboards_are_the_same()
    {
        Assert.Equal(restored.Before.Story, restored.After.Story);
        Assert.Single(restored.Before.Silences);
        Assert.Equal(restored.Before.Silences, restored.After.Silences);
        Assert.Contains(
            restored.Before.Dashboards,
            dashboard => dashboard.StartsWith("made-by-hand ", StringComparison.Ordinal)
        );
        Assert.Equal(restored.Before.Dashboards, restored.After.Dashboards);
    }

    [Fact]
    public async Task A_restored_library_can_be_written_to_and_replicates()
    {
        using var author = LibraryClient.NewUser(restored.Stack);
        var slug = await author.PostStoryAsync("next");
        await using var replica = await Database.OpenAsync(restored.Stack, "postgres-replica", "muejam_library");
        await Eventually.GetAsync(
            _ =>
                replica.ScalarAsync<long>(
                    "SELECT count(*) FROM stories WHERE slug IN ($1, $2)",
                    slug,
                    restored.Before.Slug
                ),
            count => count == 2
        );
    }

    [Fact]
    public async Task A_stack_that_holds_something_is_not_overwritten_without_being_told()
    {
        var (isGood, output) = await Ops.RunAsync(
            restored.Stack,
            "postgres",
            "restore",
            "--folder",
            restored.Backup,
            "--yes"
        );
        Assert.False(isGood);
        Assert.Contains("The stack is not empty", output, StringComparison.Ordinal);
        Assert.All(
            (string[])["stories", "silences", "dashboards of its own"],
            part => Assert.Contains(part, output, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_restore_that_nobody_has_confirmed_shows_what_it_would_do_and_does_nothing()
    {
        var (isGood, output) = await Ops.RunAsync(
            restored.Stack,
            "postgres",
            "restore",
            "--folder",
            restored.Backup,
            "--overwrite"
        );
        Assert.False(isGood);
        Assert.Contains("Nothing was done. Give --yes to do it.", output, StringComparison.Ordinal);
        Assert.Matches(@"postgres: to be restored over \d+ stories", output);
        using var author = LibraryClient.NewUser(restored.Stack);
        await author.JsonAsync(HttpMethod.Get, $"/v1/stories/{restored.Before.Slug}");
    }

    [Fact]
    public async Task Clean_shows_what_would_go_and_then_reclaims_its_space()
    {
        using var prometheus = restored.Stack.CreateServerClient("prometheus");
        var age = (int)(DateTimeOffset.UtcNow - restored.Before.Seconds.Ended).TotalSeconds;
        var old = $"count({{__name__=~\".+\"}} @ {restored.Before.Seconds.Ended.ToUnixTimeSeconds() - 1})";
        Assert.NotEmpty(await prometheus.QueryAsync(old));

        var (unconfirmed, preview) = await Ops.RunAsync(
            restored.Stack,
            "prometheus",
            "clean",
            "--older-than",
            $"{age}s"
        );
        Assert.False(unconfirmed);
        Assert.Contains("postgres-exporter", preview, StringComparison.Ordinal);
        Assert.Contains("Nothing was done", preview, StringComparison.Ordinal);
        Assert.NotEmpty(await prometheus.QueryAsync(old));

        var (isGood, output) = await Ops.RunAsync(
            restored.Stack,
            "prometheus",
            "clean",
            "--older-than",
            $"{age}s",
            "--yes"
        );
        Assert.True(isGood, output);
        Assert.Matches(@"the blocks take \S+ \S*B, before", output);
        Assert.Empty(await prometheus.QueryAsync(old));
        await Eventually.GetAsync(token => prometheus.QueryAsync("up", token), series => series.Count > 0);
    }
}
