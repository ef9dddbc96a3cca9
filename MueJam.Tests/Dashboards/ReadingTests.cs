namespace MueJam.Tests.Dashboards;

/// <summary>Figures and axes that are read without the description.</summary>
public sealed class ReadingTests
{
    public static TheoryData<string> Boards => [.. Dashboard.Names];

    /// <summary>Grafana writes 100 s as "1.67 min": only what always is far shorter is left to it.</summary>
    [Theory]
    [MemberData(nameof(Boards))]
    public void An_axis_of_times_that_may_pass_a_minute_has_whole_seconds(string board) =>
        Assert.All(
            Dashboard.Load(board).Panels.Where(panel => panel.Type == "timeseries" && panel.Unit is "s" or "ms"),
            panel =>
                Assert.All(
                    panel.Targets.SelectMany(target => target.Parsed.Selectors()),
                    selector => Assert.True(IsOfCalls(selector.Name), $"{panel}: {selector.Name}")
                )
        );

    /// <summary>A bare number says nothing of what it counts.</summary>
    [Theory]
    [MemberData(nameof(Boards))]
    public void A_figure_without_a_unit_has_words(string board) =>
        Assert.All(
            Dashboard.Load(board).Panels.Where(panel => panel.Unit == "none" && panel.Type != "table"),
            panel =>
            {
                var defaults = panel.Json["fieldConfig"]!["defaults"]!;
                var words = defaults["mappings"]?.AsArray().Any(mapping => $"{mapping!["type"]}" == "value") == true;
                Assert.True(words || $"{defaults["custom"]?["axisLabel"]}".Length > 0, $"{panel}");
            }
        );

    /// <summary>How long a request, a query, a command or a scrape took.</summary>
    private static bool IsOfCalls(string metric) =>
        metric.Contains("duration", StringComparison.Ordinal)
        || metric.StartsWith("redis_commands_", StringComparison.Ordinal);
}
