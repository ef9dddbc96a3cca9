using MueJam.Tests.Support.PromQl;

namespace MueJam.Tests.Dashboards;

/// <summary>Where a panel changes its colour, an alert fires.</summary>
public sealed class ThresholdsTests
{
    /// <summary>Colours of the values at which an alert of the severity fires.</summary>
    private static readonly Dictionary<string, string> Colours = new() { ["critical"] = "red", ["warning"] = "orange" };

    /// <summary>
    /// Values at which a colour may change without an alert: something is there or not, all is used up.
    /// </summary>
    private static readonly double[] Natural = [0, 0.5, 1];

    public static TheoryData<string> Dashboards => [.. Dashboard.Names];

    /// <summary>
    /// A panel that links an alert on a figure of its own unit, and colours its values, does so where the alert fires.
    /// </summary>
    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Thresholds_are_those_of_the_alerts(string dashboard) =>
        Assert.All(
            Dashboard.Load(dashboard).Panels,
            panel =>
            {
                var drawn = panel
                    .Thresholds.Select(threshold => (threshold.Value, threshold.Below, threshold.From))
                    .ToList();
                var alerts = LimitsOf(panel).ToList();
                if (drawn.Count == 0)
                {
                    return;
                }

                if (alerts.Count == 0)
                {
                    Assert.All(drawn, threshold => Assert.Contains(threshold.Value, Natural));
                    return;
                }

                Assert.Equal(
                    alerts.Select(alert => alert.Value).Order(),
                    drawn.Select(threshold => threshold.Value).Order()
                );
                Assert.All(
                    alerts,
                    alert =>
                    {
                        // Of a line its own colour is seen, of a value that of the side that it is on.
                        var threshold = drawn.Single(found => found.Value == alert.Value);
                        var isFrom = alert.IsAbove || panel.Type == "timeseries";
                        Assert.Equal(Colours[alert.Severity], isFrom ? threshold.From : threshold.Below);
                    }
                );
            }
        );

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void A_line_at_a_threshold_has_an_alerts_colour_and_looks_like_no_series(string dashboard) =>
        Assert.All(
            Dashboard.Load(dashboard).Panels.Where(panel => panel.Type == "timeseries" && panel.Thresholds.Count > 0),
            panel =>
            {
                Assert.All(panel.Thresholds, threshold => Assert.Contains(threshold.From, Colours.Values));
                Assert.Equal(
                    "dashed",
                    $"{panel.Json["fieldConfig"]!["defaults"]!["custom"]!["thresholdsStyle"]!["mode"]}"
                );
            }
        );

    [Fact]
    public void Every_alert_with_a_threshold_has_a_panel_that_draws_it()
    {
        var drawing = Dashboard
            .All.SelectMany(dashboard => dashboard.Panels)
            .Where(panel => panel.Type == "timeseries" && panel.Thresholds.Count > 0 && LimitsOf(panel).Any())
            .ToList();
        Assert.Subset(
            drawing.SelectMany(panel => panel.Runbooks).ToHashSet(),
            AlertRule.All.Where(rule => rule.Thresholds.Count > 0).Select(rule => rule.Name).ToHashSet()
        );
    }

    /// <summary>
    /// The thresholds of the alerts that a panel links, in its unit; alerts on another quantity are left out.
    /// </summary>
    private static IEnumerable<(double Value, bool IsAbove, string Severity)> LimitsOf(Dashboard.Panel panel)
    {
        var unit = Dimension.OfUnit(panel.Unit);
        return (
            from rule in AlertRule.All
            where panel.Runbooks.Contains(rule.Name)
            let measured = Dimension.Of(rule.Expression)
            where measured is { } m && (m with { Factor = 1 }) == (unit with { Factor = 1 })
            from threshold in rule.Thresholds
            select (
                Math.Round(threshold.Value / measured.Value.Factor * unit.Factor, 9),
                threshold.IsAbove,
                rule.Severity
            )
        ).Distinct();
    }
}
