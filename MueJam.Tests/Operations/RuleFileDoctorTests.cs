namespace MueJam.Tests.Operations;

/// <summary>What is wrong with a rule file is found, whichever file it is.</summary>
[Collection(StackCollection.Name)]
public sealed class RuleFileDoctorTests(StackFixture stack)
{
    [Fact]
    public async Task A_broken_edit_of_a_rule_file_is_found_and_is_in_the_metric_until_it_is_mended()
    {
        using var prometheus = stack.CreateServerClient("prometheus");
        var file = Path.Combine(stack.ConfigurationFolder("prometheus"), "alerts", "cache_alerts.yml");
        var text = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(
            file,
            $"{text}\n      - alert: OfATest\n        expr: last_over_time((redis_up[5m]) == 0\n"
        );
        try
        {
            await Eventually.GetAsync(
                token => prometheus.MetricAsync("prometheus_config_last_reload_successful", token),
                isGood => isGood == 0
            );
            await Ops.DoctorFindsAsync(stack, "The last reload of Prometheus was refused");
        }
        finally
        {
            await File.WriteAllTextAsync(file, text);
        }

        await Eventually.GetAsync(
            token => prometheus.MetricAsync("prometheus_config_last_reload_successful", token),
            isGood => isGood == 1
        );
    }

    [Fact]
    public async Task What_is_wrong_with_a_file_that_is_no_YAML_is_said_once()
    {
        var file = Path.Combine(stack.ConfigurationFolder("prometheus"), "alerts", "no_yaml.yml");
        await File.WriteAllTextAsync(
            file,
            "groups:\n  - name: of-no-yaml\n    rules:\n      - alert: A\n       for: 1m\n"
        );
        try
        {
            await Ops.DoctorFindsAsync(stack, "The last reload of Prometheus was refused");
            foreach (var command in (string[])["doctor", "reload"])
            {
                var (isGood, output) = await Ops.RunAsync(stack, "prometheus", command);
                Assert.False(isGood);
                var said = output.Split("did not find expected").Length - 1;
                Assert.True(said == (command == "reload" ? 1 : 0), output);
            }
        }
        finally
        {
            File.Delete(file);
        }

        await Eventually.GetAsync(_ => Ops.RunAsync(stack, "prometheus", "reload"), answer => answer.IsGood);
    }

    [Fact]
    public async Task A_rule_file_may_end_in_yaml_and_what_is_not_read_is_found()
    {
        using var prometheus = stack.CreateServerClient("prometheus");
        var folder = Path.Combine(stack.ConfigurationFolder("prometheus"), "alerts");
        const string Rules =
            "groups:\n  - name: of-another-ending\n    rules:\n      - alert: OfATest\n        expr: vector(0) > 1\n";
        string[] files = [Path.Combine(folder, "other.yaml"), Path.Combine(folder, "other.rules")];
        try
        {
            await Task.WhenAll(files.Select(file => File.WriteAllTextAsync(file, Rules)));
            await Eventually.GetAsync(
                token => prometheus.GetStringAsync("/api/v1/rules", token),
                rules => rules.Contains("other.yaml", StringComparison.Ordinal)
            );
            await Ops.DoctorFindsAsync(stack, "alerts/other.rules is not read");
        }
        finally
        {
            Array.ForEach(files, File.Delete);
        }

        await Eventually.GetAsync(
            token => prometheus.GetStringAsync("/api/v1/rules", token),
            rules => !rules.Contains("other.yaml", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Rules_of_metrics_that_do_not_exist_here_are_named_and_are_no_problem()
    {
        using var prometheus = stack.CreateServerClient("prometheus");
        var file = Path.Combine(stack.ConfigurationFolder("prometheus"), "alerts", "of_others.yml");
        await File.WriteAllTextAsync(
            file,
            "groups:\n  - name: of-others\n    rules:\n"
                + "      - alert: OfOthers\n        expr: no_such_metric_total > 1\n"
                + "      - alert: OfAnotherJob\n        expr: up{job=\"postgresql\"} == 0\n"
                + "      - alert: OfNothing\n        expr: absent(no_such_metric_total)\n        for: 1d\n"
        );
        try
        {
            await Eventually.GetAsync(
                _ => Ops.RunAsync(stack, "prometheus", "doctor"),
                answer =>
                    answer.IsGood
                    && answer.Output.Contains(
                        "note: 2 rules can never fire, for Prometheus has no such series and never had: OfOthers "
                            + "in of_others.yml (no_such_metric_total); "
                            + "OfAnotherJob in of_others.yml (up{job=\"postgresql\"}).",
                        StringComparison.Ordinal
                    ),
                TimeSpan.FromMinutes(2)
            );
        }
        finally
        {
            File.Delete(file);
        }

        await Eventually.GetAsync(
            token => prometheus.GetStringAsync("/api/v1/rules", token),
            rules => !rules.Contains("of_others.yml", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            "can never fire",
            (await Ops.RunAsync(stack, "prometheus", "doctor")).Output,
            StringComparison.Ordinal
        );
    }
}
