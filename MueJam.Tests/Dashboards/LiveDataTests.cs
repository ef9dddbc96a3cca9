using System.Text.RegularExpressions;
using MueJam.Tests.Support.PromQl;

namespace MueJam.Tests.Dashboards;

/// <summary>Every question of every dashboard, put to the stack's Prometheus under light traffic.</summary>
[Collection(StackCollection.Name)]
public sealed partial class LiveDataTests(StackFixture stack) : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly PrometheusClient _prometheus = new(stack);
    private Traffic? _traffic;

    public static TheoryData<string> Dashboards => [.. Dashboard.Names];

    public async Task InitializeAsync() => _traffic = await Traffic.StartAsync(stack);

    public async Task DisposeAsync() => await _traffic!.DisposeAsync();

    public void Dispose() => _prometheus.Dispose();

    [Theory]
    [MemberData(nameof(Dashboards))]
    public async Task Every_target_of_every_panel_has_data(string dashboard)
    {
        var it = Dashboard.Load(dashboard);
        // All, and every choice by its name.
        await HaveDataAsync(it, ".+", ".+");
        await HaveDataAsync(it, await ChoicesAsync(it, "job"), await ChoicesAsync(it, "instance"));
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public async Task Every_metric_and_label_exists(string dashboard)
    {
        var it = Dashboard.Load(dashboard);
        var annotations = it.Annotations.Select(annotation => annotation["expr"]!.GetValue<string>());
        foreach (
            var expression in it
                .Panels.SelectMany(panel => panel.Targets)
                .Select(target => target.Expression)
                .Concat(annotations)
                .Distinct()
        )
        {
            await UsesWhatExistsAsync(PromParser.Parse(expression));
        }
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public async Task Annotations_are_valid(string dashboard) =>
        await Task.WhenAll(
            Dashboard
                .Load(dashboard)
                .Annotations.Select(async annotation =>
                {
                    var answer = await _prometheus.AskAsync(
                        PrometheusClient.Interpolate(annotation["expr"]!.GetValue<string>(), ".+", ".+"),
                        isInstant: false,
                        CancellationToken.None
                    );
                    Assert.Null(answer.Error);
                })
        );

    [Fact]
    public async Task A_stopped_Redis_is_down_and_without_figures_and_everything_else_has_data()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var cache = Dashboard.Load("cache_performance");
        await stack.StopAsync("redis", timeout.Token);
        try
        {
            await IsAsync(cache, "Redis", series => series is [{ Values: [0] }]);
            await IsAsync(cache, "Firing Alerts", series => series is [{ Values: [>= 1] }]);
            // No last value from before: that would look like a Redis that is well.
            await IsAsync(cache, "Memory in Use", series => series.Count == 0);
            foreach (var dashboard in Dashboard.All)
            {
                await HaveDataAsync(dashboard, ".+", ".+", target => !target.Parsed.Selectors().Any(OfRedis));
            }
        }
        finally
        {
            await stack.StartAsync("redis", timeout.Token);
        }

        static bool OfRedis(Selector selector) =>
            selector.Name.StartsWith("redis_", StringComparison.Ordinal)
            || selector.Name == "cache_l2_hit_rate_percent";
    }

    private Task IsAsync(Dashboard dashboard, string panel, Func<IReadOnlyList<PrometheusClient.Series>, bool> expected)
    {
        var expression = PrometheusClient.Interpolate(
            dashboard.Panels.Single(p => p.Title == panel).Targets[0].Expression,
            ".+",
            ".+"
        );
        return Eventually.GetAsync(
            token => _prometheus.AskAsync(expression, isInstant: true, token),
            answer => answer.Error is null && expected(answer.Series),
            Patience,
            $"'{panel}' shows it"
        );
    }

    private async Task HaveDataAsync(
        Dashboard dashboard,
        string job,
        string instance,
        Func<Dashboard.Target, bool>? which = null
    )
    {
        foreach (var panel in dashboard.Panels)
        {
            foreach (var target in panel.Targets.Where(which ?? (_ => true)))
            {
                var expression = PrometheusClient.Interpolate(target.Expression, job, instance);
                var answer = await Eventually.GetAsync(
                    token => _prometheus.AskAsync(expression, target.IsInstant, token),
                    found => found.Error is not null || found.HasData,
                    Patience,
                    $"{panel} has data: {expression}"
                );
                Assert.True(answer.Error is null, $"{panel}: {answer.Error}. {expression}");
                Assert.All(
                    LegendLabel().Matches(target.Legend),
                    label => Assert.Contains(answer.Series, series => series.Labels.ContainsKey(label.Groups[1].Value))
                );
            }
        }
    }

    private async Task<string> ChoicesAsync(Dashboard dashboard, string variable)
    {
        var query = Assert.IsType<Call>(
            PromParser.Parse(dashboard.Variable(variable)["query"]!["query"]!.GetValue<string>())
        );
        var up = Assert.IsType<Selector>(query.Arguments[0]);
        var matchers = up.Matchers.Select(matcher =>
            $"{matcher.Label}{matcher.Operator}\"{PrometheusClient.Interpolate(matcher.Value, ".+", ".+")}\""
        );
        var selector = $"{up.Name}{{{string.Join(',', matchers)}}}";
        var values = await _prometheus.ValuesAsync(
            Assert.IsType<Selector>(query.Arguments[1]).Name,
            selector,
            CancellationToken.None
        );
        Assert.NotEmpty(values);
        return $"({string.Join('|', values)})";
    }

    private async Task UsesWhatExistsAsync(PromNode expression)
    {
        foreach (var selector in expression.Selectors().DistinctBy(selector => selector.Name))
        {
            var labels = await Eventually.GetAsync(
                token => _prometheus.LabelsAsync(selector.Name, token),
                found => found.Count > 0,
                Patience,
                $"{selector.Name} exists"
            );
            Assert.Subset(labels.ToHashSet(), selector.Matchers.Select(matcher => matcher.Label).ToHashSet());
        }

        foreach (var aggregate in expression.Walk().Select(found => found.Node).OfType<Aggregate>())
        {
            var made = aggregate
                .Walk()
                .Select(found => found.Node)
                .OfType<Call>()
                .Where(call => call.Function == "label_replace")
                .Select(call => ((Text)call.Arguments[1]).Value);
            var labels = await Task.WhenAll(
                aggregate.Selectors().Select(selector => _prometheus.LabelsAsync(selector.Name, CancellationToken.None))
            );
            Assert.Subset(labels.SelectMany(found => found).Concat(made).ToHashSet(), aggregate.Labels.ToHashSet());
        }
    }

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex LegendLabel();
}
