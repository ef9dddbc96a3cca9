using MueJam.Tests.Support.PromQl;

namespace MueJam.Tests.Alerts;

/// <summary>What every rule must satisfy and can be read off the files.</summary>
public sealed class RuleTests
{
    // Wherever the pages are: Prometheus is told at its start.
    private const string Runbooks = "{{ $externalLabels.runbooks_url }}/";
    private const string Dashboards = "{{ $externalLabels.grafana_url }}/d/";

    /// <summary>
    /// The alerts of the original, as specified: the threshold in the unit of the expression, null where it only tells
    /// up from down.
    /// </summary>
    public static TheoryData<string, string, string, double?, string> Specified =>
        new()
        {
            { "HighQueryLatency", "warning", "5m", 0.1, "above" },
            { "CriticalQueryLatency", "critical", "2m", 0.5, "above" },
            { "HighDatabaseErrorRate", "warning", "5m", 0.05, "above" },
            { "CriticalDatabaseErrorRate", "critical", "2m", 0.1, "above" },
            { "HighQueryThroughput", "warning", "5m", 10_000, "above" },
            { "HighConnectionPoolUtilization", "warning", "5m", 80, "above" },
            { "CriticalConnectionPoolUtilization", "critical", "2m", 95, "above" },
            { "HighReplicationLag", "warning", "5m", 5, "above" },
            { "CriticalReplicationLag", "critical", "2m", 30, "above" },
            { "HighSlowQueryCount", "warning", "5m", 10, "above" },
            { "DatabaseInstanceDown", "critical", "2m", null, "" },
            { "LowCacheHitRate", "warning", "5m", 0.7, "below" },
            { "CriticalCacheHitRate", "critical", "2m", 0.5, "below" },
            { "HighCacheMissRate", "warning", "5m", 0.3, "above" },
            { "HighCacheEvictionRate", "warning", "5m", 0.2, "above" },
            { "CriticalCacheEvictionRate", "critical", "2m", 0.5, "above" },
            { "HighRedisMemoryUsage", "warning", "5m", 0.9, "above" },
            { "RedisInstanceDown", "critical", "2m", null, "" },
            { "HighRedisConnectionCount", "warning", "5m", 1000, "above" },
        };

    [Theory]
    [MemberData(nameof(Specified))]
    public void The_alerts_of_the_original_have_its_thresholds_and_durations(
        string name,
        string severity,
        string duration,
        double? threshold,
        string side
    )
    {
        var rule = Assert.Single(AlertRule.All, rule => rule.Name == name);
        Assert.Equal((severity, duration), (rule.Severity, rule.For));
        (bool, double)[] expected = threshold is null ? [] : [(side == "above", threshold.Value)];
        Assert.Equal(expected, rule.Thresholds);
    }

    [Theory]
    [InlineData("DatabaseInstanceDown", "pg_up")]
    [InlineData("RedisInstanceDown", "redis_up")]
    public void An_instance_is_down_when_its_exporter_says_so(string name, string metric) =>
        Assert.Equal(
            [metric],
            AlertRule.All.Single(rule => rule.Name == name).Expression.Selectors().Select(selector => selector.Name)
        );

    [Fact]
    public void Every_alert_has_the_labels_that_routes_and_inhibition_need() =>
        Assert.All(
            AlertRule.All,
            rule =>
            {
                Assert.Contains(rule.Severity, (string[])["critical", "warning", "info", "none"]);
                Assert.Contains(rule.Labels["component"], (string[])["database", "cache", "application", "monitoring"]);
                Assert.Matches("^[a-z]+(-[a-z]+)*$", rule.Labels["signal"]);
            }
        );

    [Fact]
    public void A_critical_alert_shares_its_signal_with_the_warning_of_its_pair()
    {
        var pairs =
            from critical in AlertRule.All
            where critical.Name.StartsWith("Critical", StringComparison.Ordinal)
            from warning in AlertRule.All
            where
                warning.Name.EndsWith(critical.Name["Critical".Length..], StringComparison.Ordinal)
                && warning.Severity == "warning"
            select (critical, warning);
        Assert.Equal(
            AlertRule.All.Count(rule => rule.Name.StartsWith("Critical", StringComparison.Ordinal)),
            pairs.Count()
        );
        Assert.All(pairs, pair => Assert.Equal(pair.critical.Labels["signal"], pair.warning.Labels["signal"]));
    }

    [Fact]
    public void Every_alert_tells_what_it_found_and_leads_on() =>
        Assert.All(
            AlertRule.All,
            rule =>
            {
                Assert.InRange(rule.Annotations["summary"].Length, 10, 150);
                Assert.InRange(rule.Annotations["description"].Length, 40, 600);
                if (rule.Thresholds.Count > 0)
                {
                    Assert.Matches(
                        @"\$value \| (humanize|humanizeDuration|humanizePercentage) ",
                        rule.Annotations["description"]
                    );
                }

                Assert.Equal($"{Runbooks}{rule.Name}.md", rule.Annotations["runbook_url"]);
                Assert.StartsWith(Dashboards, rule.Annotations["dashboard_url"], StringComparison.Ordinal);
                Assert.Contains(
                    rule.Annotations["dashboard_url"][Dashboards.Length..],
                    Dashboard.All.Select(dashboard => dashboard.Uid)
                );
            }
        );

    /// <summary>Nothing divided by nothing, or a handful of requests, must not page anyone.</summary>
    [Fact]
    public void A_ratio_is_guarded_by_traffic_and_a_limit_by_being_over_0() =>
        Assert.All(
            AlertRule.All,
            rule =>
            {
                var parts = rule.Expression.Walk().Select(found => found.Node).ToList();
                if (
                    parts
                        .OfType<Selector>()
                        .Any(selector =>
                            selector.Name.Contains(":ratio")
                            || selector.Name.Contains(":mean")
                            || selector.Name.Contains("_burn:")
                        )
                )
                {
                    var guard = Assert.IsType<Binary>(rule.Expression);
                    Assert.Equal("and", guard.Operator);
                    Assert.Contains(guard.Right.Selectors(), selector => selector.Name.Contains(":rate"));
                }

                Assert.All(
                    parts.OfType<Binary>().Where(part => part.Operator == "/"),
                    quotient => Assert.True(quotient.Right is Binary { Operator: ">", Right: Number { Value: 0 } })
                );
            }
        );

    /// <summary>Counters over a range, and gauges that outlive what they tell of.</summary>
    [Fact]
    public void Counters_and_gauges_are_read_over_a_range() =>
        Assert.All(
            RuleFiles.Rules,
            rule =>
            {
                var expression = PromParser.Parse($"{rule["expr"]}");
                Assert.All(
                    expression.Selectors().Where(selector => selector.Range is null && !selector.Name.Contains(':')),
                    selector =>
                        Assert.Contains(
                            selector.Name,
                            (string[])
                                [
                                    "up",
                                    "ALERTS",
                                    "pg_up",
                                    "redis_up",
                                    "pg_replication_slots_active",
                                    "prometheus_notifications_alertmanagers_discovered",
                                ]
                        )
                );
                Assert.All(
                    expression.Walk().Where(found => found.Node is Call { Function: "rate" or "increase" }),
                    found => Assert.Contains(found.Above, above => above is Aggregate { Operation: "sum" })
                );
            }
        );

    [Fact]
    public void Every_alert_has_unit_tests_of_its_duration_and_its_end() =>
        Assert.All(
            AlertRule.All.Where(rule => rule.Name != "Watchdog"),
            rule =>
            {
                var tests = RuleFiles
                    .Expectations.Where(expectation => expectation.Alert == rule.Name)
                    .GroupBy(expectation => expectation.Test)
                    .ToList();
                Assert.True(
                    tests.Any(test => IsSilentAndFires(test, rule, thenEnds: false)),
                    $"{rule}: no unit test has it silent, and later firing."
                );
                Assert.True(
                    tests.Any(test => IsSilentAndFires(test, rule, thenEnds: true)),
                    $"{rule}: no unit test has it firing, and later silent."
                );
            }
        );

    [Fact]
    public void Watchdog_has_a_unit_test_that_it_always_fires() =>
        Assert.All(
            RuleFiles.Expectations.Where(expectation => expectation.Alert == "Watchdog"),
            expectation => Assert.NotEmpty(expectation.Firing)
        );

    private static bool IsSilentAndFires(IEnumerable<RuleFiles.Expectation> test, AlertRule rule, bool thenEnds)
    {
        var seen = test.Select(expectation =>
                (expectation.Time, Fires: expectation.Firing.Any(labels => labels["severity"] == rule.Severity))
            )
            .ToList();
        return seen.Any(silent =>
            !silent.Fires
            && seen.Any(firing => firing.Fires && (thenEnds ? firing.Time < silent.Time : firing.Time > silent.Time))
        );
    }
}
