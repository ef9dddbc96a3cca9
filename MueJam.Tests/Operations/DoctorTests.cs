using System.Net.Http.Json;
using Aspire.Hosting.ApplicationModel;
using MueJam.Tests.Support;

namespace MueJam.Tests.Operations;

/// <summary>Each finding, by the fault that it is about.</summary>
[Collection(StackCollection.Name)]
public sealed class DoctorTests(StackFixture stack)
{
    [Fact]
    public async Task A_resource_that_waits_is_found()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await stack.StopAsync("api", timeout.Token);
        await stack.StopAsync("redis", timeout.Token);
        var starting = stack.App.ResourceCommands.ExecuteCommandAsync(
            "api",
            KnownResourceCommands.StartCommand,
            timeout.Token
        );
        try
        {
            await Ops.DoctorFindsAsync(stack, "api is waiting for another resource");
        }
        finally
        {
            await stack.StartAsync("redis", timeout.Token);
            await starting;
            await stack.HealthyAsync("api", timeout.Token);
        }
    }

    [Fact]
    public async Task A_resource_that_runs_and_is_not_healthy_is_found()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await using var postgres = await Database.OpenAsync(stack, "postgres");
        await postgres.ScalarAsync<object>("ALTER ROLE replicator NOLOGIN");
        await postgres.ScalarAsync<object>("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_replication");
        try
        {
            await Ops.DoctorFindsAsync(stack, "postgres-replica runs and is not healthy");
        }
        finally
        {
            await postgres.ScalarAsync<object>("ALTER ROLE replicator LOGIN");
        }

        await stack.HealthyAsync("postgres-replica", timeout.Token);
        await stack.NoticedAsync();
    }

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

    [Fact]
    public async Task An_Alertmanager_that_Prometheus_finds_again_after_a_reload_is_waited_for()
    {
        using var prometheus = stack.CreateServerClient("prometheus");
        await Eventually.GetAsync(
            _ => Ops.RunAsync(stack, "prometheus", "doctor"),
            answer => answer.IsGood,
            TimeSpan.FromMinutes(2)
        );
        using var reloaded = await prometheus.PostAsync("/-/reload", content: null);
        Assert.True(reloaded.IsSuccessStatusCode);
        var (isGood, output) = await Ops.RunAsync(stack, "prometheus", "doctor");
        Assert.True(isGood, output);
    }

    [Fact]
    public async Task A_Prometheus_that_was_started_just_now_is_given_time()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await Eventually.GetAsync(
            async token =>
            {
                await stack.StopAsync("prometheus", timeout.Token);
                await stack.StartAsync("prometheus", timeout.Token);
                return await Ops.RunAsync(stack, "prometheus", "doctor");
            },
            answer => answer.Output.Contains("note: Prometheus was started", StringComparison.Ordinal),
            TimeSpan.FromMinutes(2)
        );
    }

    [Fact]
    public async Task A_silence_that_hides_what_fires_is_found_and_stops_a_test_alert()
    {
        using var alertmanager = stack.CreateServerClient("alertmanager");
        using var sent = await alertmanager.PostAsJsonAsync(
            "/api/v2/alerts",
            new[]
            {
                new
                {
                    labels = new
                    {
                        alertname = "OfATest",
                        severity = "info",
                        component = "monitoring",
                    },
                    endsAt = DateTime.UtcNow.AddMinutes(2),
                },
            }
        );
        sent.EnsureSuccessStatusCode();
        using var answer = await alertmanager.PostAsJsonAsync(
            "/api/v2/silences",
            new
            {
                matchers = new[]
                {
                    new
                    {
                        name = "alertname",
                        value = "OfATest|TestAlert",
                        isRegex = true,
                    },
                },
                startsAt = DateTime.UtcNow,
                endsAt = DateTime.UtcNow.AddHours(1),
                createdBy = "a test",
                comment = "too wide",
            }
        );
        var id = (await answer.Content.ReadFromJsonAsync<System.Text.Json.Nodes.JsonNode>())![
            "silenceID"
        ]!.GetValue<string>();
        try
        {
            await Ops.DoctorFindsAsync(
                stack,
                "A silence of a test (too wide) hides 1 alert until",
                $"dotnet aspire resource alertmanager end-silence --id {id}"
            );
            var (isGood, output) = await Ops.RunAsync(stack, "alertmanager", "test-alert");
            Assert.False(isGood);
            Assert.Contains($"by silence {id}", output, StringComparison.Ordinal);
        }
        finally
        {
            using var expired = await alertmanager.DeleteAsync($"/api/v2/silence/{id}");
        }
    }

    [Fact]
    public async Task On_a_stack_that_is_well_nothing_is_found() =>
        await Eventually.GetAsync(
            _ => Ops.RunAsync(stack, "prometheus", "doctor"),
            answer => answer.IsGood && answer.Output.Contains("Nothing is wrong.", StringComparison.Ordinal),
            TimeSpan.FromMinutes(2)
        );

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
