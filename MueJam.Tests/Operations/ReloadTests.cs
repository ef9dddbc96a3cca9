namespace MueJam.Tests.Operations;

[Collection(StackCollection.Name)]
public sealed class ReloadTests(StackFixture stack)
{
    private const string Rule =
        "groups:\n  - name: of-a-test\n    rules:\n      - alert: OfATest\n        expr: vector(0) > 1\n        "
        + "labels: {severity: info, component: monitoring, signal: test}\n";

    [Fact]
    public async Task A_new_rule_file_takes_effect_by_itself_and_so_does_its_removal()
    {
        using var prometheus = stack.CreateServerClient("prometheus");
        var file = Path.Combine(stack.ConfigurationFolder("prometheus"), "alerts", "of_a_test.yml");
        await File.WriteAllTextAsync(file, Rule);
        try
        {
            await Eventually.GetAsync(token => GroupsAsync(prometheus, token), groups => groups.Contains("of-a-test"));
        }
        finally
        {
            File.Delete(file);
        }

        await Eventually.GetAsync(token => GroupsAsync(prometheus, token), groups => !groups.Contains("of-a-test"));
    }

    [Fact]
    public async Task A_broken_rule_file_is_refused_with_file_line_and_reason_and_what_runs_stays()
    {
        using var prometheus = stack.CreateServerClient("prometheus");
        var before = await GroupsAsync(prometheus);
        var file = Path.Combine(stack.ConfigurationFolder("prometheus"), "alerts", "broken.yml");
        await File.WriteAllTextAsync(file, Rule.Replace("vector(0) > 1", "vector(0", StringComparison.Ordinal));
        try
        {
            var (isGood, output) = await Ops.RunAsync(stack, "prometheus", "reload");
            Assert.False(isGood);
            Assert.Matches(@"refused, what runs stays\. .*broken\.yml.*\b[45]:\d+.*(parse error|parenthesis)", output);
            Assert.True((await Ops.RunAsync(stack, "alertmanager", "reload")).IsGood);
            Assert.Equal(before, await GroupsAsync(prometheus));
        }
        finally
        {
            File.Delete(file);
        }

        Assert.True((await Ops.RunAsync(stack, "prometheus", "reload")).IsGood);
    }

    [Fact]
    public async Task A_broken_rule_file_is_named_in_the_log_when_it_is_saved()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var file = Path.Combine(stack.ConfigurationFolder("prometheus"), "alerts", "broken_when_saved.yml");
        await File.WriteAllTextAsync(file, Rule.Replace("vector(0) > 1", "vector(0", StringComparison.Ordinal));
        try
        {
            await stack.LoggedAsync(
                "prometheus",
                line =>
                    line.Contains("A changed file is refused, what runs stays.", StringComparison.Ordinal)
                    && line.Contains("broken_when_saved.yml", StringComparison.Ordinal),
                timeout.Token
            );
        }
        finally
        {
            File.Delete(file);
        }

        Assert.True((await Ops.RunAsync(stack, "prometheus", "reload")).IsGood);
    }

    private static async Task<IReadOnlyList<string>> GroupsAsync(
        HttpClient prometheus,
        CancellationToken cancellationToken = default
    ) =>
        [
            .. (await prometheus.JsonAsync("/api/v1/rules", cancellationToken))["data"]!["groups"]!
                .AsArray()
                .Select(group => group!["name"]!.GetValue<string>())
                .Order(),
        ];
}
