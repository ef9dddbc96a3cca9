using MueJam.Tests.Support.PromQl;

namespace MueJam.Tests.Dashboards;

/// <summary>
/// The rules of Grafana's dashboard linter, all of them, under their names there. Those on LogQL hold because no
/// dashboard asks Loki.
/// </summary>
public sealed class LinterRulesTests
{
    private static readonly string[] DataSource = ["$datasource", "${datasource}"];

    /// <summary>Units of Grafana that these dashboards use.</summary>
    private static readonly string[] Units =
    [
        "none",
        "short",
        "locale",
        "percent",
        "percentunit",
        "bytes",
        "Bps",
        "s",
        "ms",
        "dthms",
        "ops",
        "reqps",
        "suffix:s",
        "suffix:times allowed",
    ];

    public static TheoryData<string> Dashboards => [.. Dashboard.Names];

    /// <summary>template-datasource-rule.</summary>
    [Theory]
    [MemberData(nameof(Dashboards))]
    public void The_data_source_is_a_variable(string dashboard)
    {
        var variable = Assert.Single(
            Dashboard.Load(dashboard).Variables,
            v => v["type"]!.GetValue<string>() == "datasource"
        );
        Assert.Equal(
            ("datasource", "Data source", "prometheus"),
            (
                variable["name"]!.GetValue<string>(),
                variable["label"]!.GetValue<string>(),
                variable["query"]!.GetValue<string>()
            )
        );
    }

    /// <summary>template-job-rule, template-instance-rule.</summary>
    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Job_and_instance_are_variables(string dashboard)
    {
        foreach (var (name, label) in (IEnumerable<(string, string)>)[("job", "Job"), ("instance", "Instance")])
        {
            var variable = Dashboard.Load(dashboard).Variable(name);
            Assert.Equal(
                ("query", label, true, ".+"),
                (
                    variable["type"]!.GetValue<string>(),
                    variable["label"]!.GetValue<string>(),
                    variable["multi"]!.GetValue<bool>(),
                    variable["allValue"]!.GetValue<string>()
                )
            );
            Assert.Contains(variable["datasource"]!["uid"]!.GetValue<string>(), DataSource);
        }
    }

    /// <summary>template-label-promql-rule, template-on-time-change-reload-rule.</summary>
    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Variables_ask_for_the_values_of_a_label_and_ask_again_for_another_time(string dashboard) =>
        Assert.All(
            Dashboard.Load(dashboard).Variables.Where(variable => variable["type"]!.GetValue<string>() == "query"),
            variable =>
            {
                var call = Assert.IsType<Call>(PromParser.Parse(variable["query"]!["query"]!.GetValue<string>()));
                Assert.Equal("label_values", call.Function);
                Assert.Equal(2, variable["refresh"]!.GetValue<int>());
            }
        );

    /// <summary>uneditable-dashboard.</summary>
    [Theory]
    [MemberData(nameof(Dashboards))]
    public void It_cannot_be_edited(string dashboard) =>
        Assert.False(Dashboard.Load(dashboard).Json["editable"]!.GetValue<bool>());

    /// <summary>panel-datasource-rule, for targets too; target-logql-rule and target-logql-auto-rule by that.</summary>
    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Panels_ask_the_data_source_of_the_variable(string dashboard) =>
        Each(
            dashboard,
            panel =>
                Assert.All(
                    panel.Targets.Select(target => target.Json).Append(panel.Json),
                    json =>
                    {
                        Assert.Contains(json["datasource"]!["uid"]!.GetValue<string>(), DataSource);
                        Assert.Equal("prometheus", json["datasource"]!["type"]!.GetValue<string>());
                    }
                )
        );

    /// <summary>panel-title-description-rule.</summary>
    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Panels_have_a_title_and_a_description(string dashboard) =>
        Each(
            dashboard,
            panel =>
            {
                Assert.NotEmpty(panel.Title);
                Assert.NotEmpty(panel.Json["description"]?.GetValue<string>() ?? "");
            }
        );

    /// <summary>panel-units-rule, without the linter's exception for panels with value mappings.</summary>
    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Panels_have_a_unit(string dashboard) => Each(dashboard, panel => Assert.Contains(panel.Unit, Units));

    /// <summary>panel-no-targets-rule.</summary>
    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Panels_ask_something(string dashboard) => Each(dashboard, panel => Assert.NotEmpty(panel.Targets));

    /// <summary>target-promql-rule: here for the form; the live tests have Prometheus judge it.</summary>
    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Targets_are_PromQL(string dashboard) =>
        EachTarget(dashboard, expression => Assert.NotEmpty(expression.Selectors()));

    /// <summary>target-rate-interval-rule.</summary>
    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Rates_are_over_the_rate_interval(string dashboard) =>
        EachTarget(
            dashboard,
            expression =>
                Assert.All(
                    RangesOf(expression).Where(range => range.Function is "rate" or "irate"),
                    range => Assert.Equal("$__rate_interval", range.Selector.Range)
                )
        );

    /// <summary>target-job-rule, target-instance-rule.</summary>
    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Selectors_match_the_chosen_jobs_and_instances(string dashboard) =>
        EachTarget(
            dashboard,
            expression =>
                Assert.All(
                    expression.Selectors(),
                    selector =>
                    {
                        Assert.Contains(new Matcher("job", "=~", "$job"), selector.Matchers);
                        Assert.Contains(new Matcher("instance", "=~", "$instance"), selector.Matchers);
                    }
                )
        );

    /// <summary>target-counter-agg-rule.</summary>
    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Counters_are_read_as_rate_or_increase(string dashboard) =>
        EachTarget(
            dashboard,
            expression =>
                Assert.All(
                    expression
                        .Walk()
                        .Where(found =>
                            found.Node is Selector selector
                            && selector.Name.EndsWith("_total", StringComparison.Ordinal)
                        ),
                    counter =>
                        Assert.Contains(
                            counter.Above.OfType<Call>().LastOrDefault()?.Function,
                            (string[])["rate", "irate", "increase"]
                        )
                )
        );

    private static IEnumerable<(Selector Selector, string? Function)> RangesOf(PromNode expression) =>
        expression
            .Walk()
            .Where(found => found.Node is Selector { Range: not null })
            .Select(found => ((Selector)found.Node, found.Above.OfType<Call>().LastOrDefault()?.Function));

    private static void Each(string dashboard, Action<Dashboard.Panel> check) =>
        Assert.All(Dashboard.Load(dashboard).Panels, check);

    private static void EachTarget(string dashboard, Action<PromNode> check) =>
        Each(dashboard, panel => Assert.All(panel.Targets, target => check(target.Parsed)));
}
