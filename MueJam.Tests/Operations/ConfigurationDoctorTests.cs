namespace MueJam.Tests.Operations;

/// <summary>Each finding about the files of Prometheus and Alertmanager.</summary>
[Collection(StackCollection.Name)]
public sealed class ConfigurationDoctorTests(StackFixture stack)
{
    [Fact]
    public async Task A_reload_that_was_refused_is_found()
    {
        using var prometheus = stack.CreateServerClient("prometheus");
        var file = Path.Combine(stack.ConfigurationFolder("prometheus"), "alerts", "of_the_doctor.yml");
        await File.WriteAllTextAsync(
            file,
            "groups:\n  - name: of-the-doctor\n    rules:\n      - alert: OfATest\n        expr: vector(0\n"
        );
        try
        {
            // As the original has it, unchecked: the command would not ask for what it knows to be broken.
            using var refused = await prometheus.PostAsync("/-/reload", content: null);
            Assert.False(refused.IsSuccessStatusCode);
            await Ops.DoctorFindsAsync(stack, "The last reload of Prometheus was refused");
        }
        finally
        {
            File.Delete(file);
        }

        await Eventually.GetAsync(
            token => prometheus.MetricAsync("prometheus_config_last_reload_successful", token),
            isGood => isGood == 1
        );
    }

    [Fact]
    public async Task A_broken_alertmanager_yml_is_named_with_its_line_and_found()
    {
        var file = Path.Combine(stack.ConfigurationFolder("alertmanager"), "alertmanager.yml");
        var text = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, $"{text}\nno_such_setting: true\n");
        try
        {
            var (isGood, output) = await Ops.RunAsync(stack, "alertmanager", "reload");
            Assert.False(isGood);
            Assert.Matches(@"refused, what runs stays\. .*line \d+.*no_such_setting", output);
            await Ops.DoctorFindsAsync(stack, "The last reload of Alertmanager was refused");
        }
        finally
        {
            await File.WriteAllTextAsync(file, text);
        }

        await Eventually.GetAsync(_ => Ops.RunAsync(stack, "alertmanager", "reload"), answer => answer.IsGood);
    }

    [Fact]
    public async Task A_refused_rule_file_is_found() =>
        await WithRuleAsync(
            "      - alert: OfATest\n        expr: vector(0\n",
            "The rules of alerts/of_the_doctor.yml are not running"
        );

    [Fact]
    public async Task A_rule_whose_expression_fails_is_found() =>
        await WithRuleAsync(
            "      - alert: OfATest\n        expr: up * on() up\n        labels: {severity: info, component: "
                + "monitoring, signal: test}\n",
            "The rule OfATest fails: "
        );

    [Fact]
    public async Task A_Watchdog_that_does_not_fire_is_found()
    {
        var rules = Path.Combine(stack.ConfigurationFolder("prometheus"), "alerts", "monitoring_alerts.yml");
        var text = await File.ReadAllTextAsync(rules);
        await File.WriteAllTextAsync(
            rules,
            text.Replace("alert: Watchdog", "alert: Renamed", StringComparison.Ordinal)
        );
        try
        {
            await Ops.DoctorFindsAsync(stack, "Watchdog, which always fires, does not fire in Prometheus");
        }
        finally
        {
            await File.WriteAllTextAsync(rules, text);
        }
    }

    [Fact]
    public async Task Lost_targets_and_a_lost_Alertmanager_are_found()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var file = Path.Combine(stack.ConfigurationFolder("prometheus"), "prometheus.yml");
        var text = await File.ReadAllTextAsync(file);
        var lost = text.Replace("../prometheus-targets/alertmanagers/", "../nowhere/", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, lost[..lost.IndexOf("scrape_configs:", StringComparison.Ordinal)]);
        try
        {
            await Ops.DoctorFindsAsync(
                stack,
                "Prometheus has no target prometheus/prometheus, ",
                "Prometheus knows no Alertmanager"
            );
            // Alertmanager forgets its alerts when it is restarted, and gets no new ones.
            await stack.StopAsync("alertmanager", timeout.Token);
            await stack.StartAsync("alertmanager", timeout.Token);
            await Ops.DoctorFindsAsync(stack, "Watchdog, which always fires, has not reached Alertmanager");
        }
        finally
        {
            await File.WriteAllTextAsync(file, text);
        }
    }

    private async Task WithRuleAsync(string rule, string finding)
    {
        var file = Path.Combine(stack.ConfigurationFolder("prometheus"), "alerts", "of_the_doctor.yml");
        await File.WriteAllTextAsync(file, $"groups:\n  - name: of-the-doctor\n    rules:\n{rule}");
        try
        {
            await Ops.DoctorFindsAsync(stack, finding);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
