namespace MueJam.Tests.Operations;

/// <summary>What commands have in common.</summary>
[Collection(StackCollection.Name)]
public sealed class ResourceCommandTests(StackFixture stack)
{
    [Theory]
    [InlineData("prometheus", "reload", "in effect")]
    [InlineData("alertmanager", "reload", "in effect")]
    [InlineData("prometheus", "clean --older-than 15d", "Nothing is older than 15d")]
    [InlineData("alertmanager", "test-alert", "Resolved")]
    public async Task It_says_what_came_of_it(string resource, string command, string message)
    {
        var parts = command.Split(' ');
        var (isGood, output) = await Ops.RunAsync(stack, resource, parts[0], parts[1..]);
        Assert.True(isGood, output);
        Assert.Contains(message, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prometheus", "clean --older-than soon")]
    [InlineData("prometheus", "clean --older-than 0d")]
    [InlineData("prometheus", "clean --older-than 2000000000w")]
    [InlineData("alertmanager", "test-alert --severity dire")]
    [InlineData("postgres", "backup --folder here")]
    [InlineData("postgres", "restore --folder ../there --yes")]
    public async Task A_value_that_cannot_be_is_refused_before_anything_is_done(string resource, string command)
    {
        var parts = command.Split(' ');
        var (isGood, output) = await Ops.RunAsync(stack, resource, parts[0], parts[1..]);
        Assert.False(isGood);
        Assert.StartsWith("Command argument validation failed.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_that_exclude_each_other_never_run_at_once()
    {
        using var folder = MueJam.LocalPrograms.Files.TemporaryFolder.Create("muejam-twice-");
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 2)
                .Select(number =>
                    Ops.RunAsync(stack, "postgres", "backup", "--folder", Path.Combine(folder.FullName, $"{number}"))
                )
        );
        Assert.Single(answers, answer => answer.IsGood);
        Assert.Single(
            answers,
            answer => answer.Output.Contains("Another backup, restore or clean is running.", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Each_step_is_in_the_log_while_it_runs()
    {
        using var folder = MueJam.LocalPrograms.Files.TemporaryFolder.Create("muejam-steps-");
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var logged = stack.LoggedAsync(
            "postgres",
            line => line.Contains("Backing up prometheus", StringComparison.Ordinal),
            timeout.Token
        );
        Assert.True(
            (await Ops.RunAsync(stack, "postgres", "backup", "--folder", Path.Combine(folder.FullName, "one"))).IsGood
        );
        await logged;
    }

    [Fact]
    public async Task A_finding_of_the_doctor_fails_its_command()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await stack.StopAsync("redis-exporter", timeout.Token);
        try
        {
            var result = await stack.App.ResourceCommands.ExecuteCommandAsync("prometheus", "doctor", timeout.Token);
            Assert.False(result.Success);
            Assert.Contains("redis-exporter is ", result.Message, StringComparison.Ordinal);
        }
        finally
        {
            await stack.StartAsync("redis-exporter", timeout.Token);
        }
    }
}
