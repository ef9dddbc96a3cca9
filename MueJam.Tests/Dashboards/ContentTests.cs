using System.Text.Json.Nodes;
using MueJam.Tests.Support.PromQl;

namespace MueJam.Tests.Dashboards;

/// <summary>What every dashboard has beyond the linter's rules.</summary>
public sealed class ContentTests
{
    public static TheoryData<string> Dashboards => [.. Dashboard.Names];

    [Theory]
    [InlineData(
        "database_metrics",
        "database-metrics",
        "Database Performance Metrics",
        "Query Throughput (QPS)",
        "Average Query Latency",
        "Database Error Rate",
        "Slow Query Count",
        "Total Query Count",
        "Connection Pool Utilization",
        "Replication Lag"
    )]
    [InlineData(
        "cache_performance",
        "cache-performance",
        "Cache Performance Metrics",
        "Cache Hit Rate",
        "Cache Miss Rate",
        "Cache Operations",
        "Cache Eviction Rate",
        "Total Cache Hits / Misses / Evictions",
        "L1 vs L2 Cache Performance"
    )]
    [InlineData("api_overview", "api-overview", "API Overview")]
    [InlineData("monitoring_stack", "monitoring-stack", "Monitoring Stack")]
    public void A_dashboard_has_its_panels(string file, string uid, string title, params string[] panels)
    {
        var dashboard = Dashboard.Load(file);
        Assert.Equal((uid, title), (dashboard.Uid, dashboard.Title));
        Assert.Subset(dashboard.Panels.Select(panel => panel.Title).ToHashSet(), panels.ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void A_file_is_the_bare_model(string dashboard)
    {
        var json = Dashboard.Load(dashboard).Json;
        Assert.Null(json["id"]);
        Assert.Null(json["dashboard"]);
        Assert.NotEmpty(json["uid"]!.GetValue<string>());
        Assert.True(json["schemaVersion"]!.GetValue<int>() >= 42);
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Panels_are_told_apart_and_do_not_overlap(string dashboard)
    {
        var everything = Dashboard.Load(dashboard).Everything;
        Assert.Equal(everything.Count, everything.Select(panel => panel["id"]!.GetValue<int>()).Distinct().Count());
        Assert.Equal(
            everything.Count,
            everything.Select(panel => panel["title"]!.GetValue<string>()).Distinct().Count()
        );
        var places = everything.SelectMany(panel => CellsOf(panel["gridPos"]!)).ToList();
        Assert.Equal(places.Count, places.Distinct().Count());
        Assert.All(places, place => Assert.InRange(place.X, 0, 23));
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void It_leads_to_all_dashboards_and_keeps_the_time(string dashboard)
    {
        var json = Dashboard.Load(dashboard).Json;
        Assert.Contains("muejam", json["tags"]!.AsArray().Select(tag => tag!.GetValue<string>()));
        var link = Assert.Single(json["links"]!.AsArray(), link => link!["type"]!.GetValue<string>() == "dashboards");
        Assert.Equal("muejam", Assert.Single(link!["tags"]!.AsArray())!.GetValue<string>());
        Assert.True(link["keepTime"]!.GetValue<bool>());
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void It_shows_firing_alerts_and_restarts(string dashboard)
    {
        var annotations = Dashboard
            .Load(dashboard)
            .Annotations.Where(annotation => annotation["enable"]!.GetValue<bool>())
            .ToDictionary(
                annotation => annotation["name"]!.GetValue<string>(),
                annotation => PromParser.Parse(annotation["expr"]!.GetValue<string>())
            );
        Assert.Contains(
            annotations["Firing alerts"].Selectors(),
            selector =>
                selector.Name == "ALERTS" && selector.Matchers.Contains(new Matcher("alertstate", "=", "firing"))
        );
        Assert.Contains(
            annotations["Restarts"].Selectors(),
            selector =>
                selector.Name.Contains("start_time", StringComparison.Ordinal)
                || selector.Name.Contains("uptime", StringComparison.Ordinal)
        );
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Every_panel_leads_to_the_runbook_of_an_alert_that_exists(string dashboard) =>
        Each(
            dashboard,
            panel =>
            {
                Assert.NotEmpty(panel.Runbooks);
                Assert.All(panel.Runbooks, alert => Assert.Contains(alert, AlertRule.All.Select(rule => rule.Name)));
            }
        );

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void The_unit_of_a_panel_is_that_of_its_metrics(string dashboard) =>
        Each(
            dashboard,
            panel =>
                Assert.All(
                    panel.Targets,
                    target =>
                    {
                        if (Dimension.Of(target.Parsed) is { } measured)
                        {
                            Assert.Equal(Dimension.OfUnit(panel.Unit), measured);
                        }
                    }
                )
        );

    /// <summary>Prometheus 2 keeps the bound of a bucket as it was written, 3 makes 5 into 5.0.</summary>
    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Whole_bounds_of_buckets_are_matched_in_both_spellings(string dashboard) =>
        Each(
            dashboard,
            panel =>
                Assert.All(
                    panel
                        .Targets.SelectMany(target => target.Parsed.Selectors())
                        .SelectMany(selector => selector.Matchers)
                        .Where(matcher => matcher.Label is "le" or "quantile"),
                    matcher =>
                        Assert.True(
                            !int.TryParse(matcher.Value.Split('|')[0], out var whole)
                                || matcher is { Operator: "=~" } && matcher.Value == $"{whole}|{whole}.0",
                            $"{matcher}"
                        )
                )
        );

    private static IEnumerable<(int X, int Y)> CellsOf(JsonNode place) =>
        from x in Enumerable.Range(place["x"]!.GetValue<int>(), place["w"]!.GetValue<int>())
        from y in Enumerable.Range(place["y"]!.GetValue<int>(), place["h"]!.GetValue<int>())
        select (x, y);

    private static void Each(string dashboard, Action<Dashboard.Panel> check) =>
        Assert.All(Dashboard.Load(dashboard).Panels, check);
}
