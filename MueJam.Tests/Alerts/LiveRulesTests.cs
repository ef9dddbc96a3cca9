using System.Text.RegularExpressions;
using MueJam.Tests.Support.PromQl;

namespace MueJam.Tests.Alerts;

/// <summary>The rules and the runbooks' questions against what the whole stack is really scraped of.</summary>
[Collection(StackCollection.Name)]
public sealed partial class LiveRulesTests(StackFixture stack) : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly PrometheusClient _prometheus = new(stack);
    private readonly HttpClient _http = stack.CreateServerClient("prometheus");
    private Traffic? _traffic;

    public async Task InitializeAsync() => _traffic = await Traffic.StartAsync(stack);

    public async Task DisposeAsync() => await _traffic!.DisposeAsync();

    public void Dispose()
    {
        _prometheus.Dispose();
        _http.Dispose();
    }

    /// <summary>There is a balancer before several alone: Instances/BehindOneAddressTests finds it.</summary>
    private const string OfSeveralInstances = "up{job=~\"balancer\"}";

    [Fact]
    public async Task Every_rule_is_loaded_and_evaluates()
    {
        var rules = await Eventually.GetAsync(
            async token =>
                (await _http.JsonAsync("/api/v1/rules", token))["data"]!["groups"]!
                    .AsArray()
                    .SelectMany(group => group!["rules"]!.AsArray())
                    .ToList(),
            found => found.All(rule => rule!["health"]!.GetValue<string>() != "unknown")
        );
        Assert.Equal(RuleFiles.Rules.Count, rules.Count);
        Assert.All(
            rules,
            rule =>
                Assert.Equal(
                    ("ok", ""),
                    (rule!["health"]!.GetValue<string>(), rule["lastError"]?.GetValue<string>() ?? "")
                )
        );
    }

    /// <summary>A name that is misspelt, or that a new version has changed, makes a rule that can never fire.</summary>
    [Fact]
    public async Task Every_metric_label_and_value_that_a_rule_uses_is_there() =>
        await Task.WhenAll(
            from rule in RuleFiles.Rules
            from selector in PromParser.Parse($"{rule["expr"]}").Selectors()
            from choice in Choices(selector).Distinct()
            where $"{choice}" != OfSeveralInstances
            select Eventually.GetAsync(
                token => _prometheus.LabelsAsync(choice, token),
                found => found.Count > 0,
                Patience,
                $"{choice} exists"
            )
        );

    [Fact]
    public async Task Every_label_that_a_rule_groups_matches_or_prints_is_there()
    {
        foreach (var rule in RuleFiles.Rules)
        {
            var expression = PromParser.Parse($"{rule["expr"]}");
            var parts = expression.Walk().Select(found => found.Node).ToList();
            var used = parts
                .OfType<Aggregate>()
                .SelectMany(part => part.Labels)
                .Concat(parts.OfType<Binary>().SelectMany(part => part.Labels))
                .Concat(
                    RuleFiles
                        .Texts(rule, "annotations")
                        .Values.SelectMany(text => PrintedLabel().Matches(text))
                        .Select(match => match.Groups[1].Value)
                )
                .ToHashSet();
            var made = parts
                .OfType<Call>()
                .Where(call => call.Function == "label_replace")
                .Select(call => ((Text)call.Arguments[1]).Value);
            var there = await Task.WhenAll(
                expression
                    .Selectors()
                    .Select(selector =>
                        Eventually.GetAsync(
                            token => _prometheus.LabelsAsync(selector.Name, token),
                            found => found.Count > 0,
                            Patience,
                            $"{selector.Name} exists"
                        )
                    )
            );
            Assert.Subset(there.SelectMany(labels => labels).Concat(made).ToHashSet(), used);
        }
    }

    [Fact]
    public async Task What_a_runbook_asks_Prometheus_is_valid_and_about_series_that_are_there()
    {
        foreach (
            var (page, query) in Runbook.All.SelectMany(page =>
                page.Blocks("promql").SelectMany(block => block.Split('\n')).Select(query => (page, query))
            )
        )
        {
            var answer = await _prometheus.AskAsync(query, isInstant: true, CancellationToken.None);
            Assert.True(answer.Error is null, $"{page}: {query}: {answer.Error}");
            await Task.WhenAll(
                PromParser
                    .Parse(query)
                    .Selectors()
                    .Select(selector =>
                        Eventually.GetAsync(
                            token => _prometheus.LabelsAsync(selector.Name, token),
                            found => found.Count > 0,
                            Patience,
                            $"{page}: {selector.Name} exists"
                        )
                    )
            );
        }
    }

    [Fact]
    public async Task What_a_runbook_asks_PostgreSQL_is_answered()
    {
        await using var primary = await Database.OpenAsync(stack, "postgres", "muejam_library");
        await using var replica = await Database.OpenAsync(stack, "postgres-replica", "muejam_library");
        foreach (var (page, sql) in Runbook.All.SelectMany(page => page.Blocks("sql").Select(sql => (page, sql))))
        {
            var server = sql.StartsWith("-- on the replica", StringComparison.Ordinal) ? replica : primary;
            var error = await Record.ExceptionAsync(() => server.ScalarAsync<object>(sql));
            Assert.True(error is null, $"{page}: {sql}: {error?.Message}");
        }
    }

    [Fact]
    public async Task What_a_runbook_asks_a_shell_says_that_all_is_well()
    {
        var pages = Runbook.All.Where(page => page.Blocks("sh").Any()).ToList();
        Assert.Equal(pages.Select(page => page.Alert).Order(), RunbookShell.Says.Keys.Order());
        foreach (var page in pages.Where(RunbookShell.CanRun))
        {
            // The figures of an exporter are there some seconds after its server.
            await Eventually.GetAsync(
                _ => RunbookShell.RunAsync(stack, page),
                said =>
                    RunbookShell.Says[page.Alert].Well is { Length: > 0 } well
                        ? said.Contains(well, StringComparison.Ordinal)
                        : said.Length == 0,
                Patience,
                $"{page} says that all is well"
            );
        }
    }

    /// <summary>A selector for each value that an alternative of its matchers names.</summary>
    private static IEnumerable<string> Choices(Selector selector)
    {
        IEnumerable<string> choices = [""];
        foreach (var matcher in selector.Matchers)
        {
            choices =
                from choice in choices
                from value in matcher.Operator == "=~" ? matcher.Value.Split('|') : [matcher.Value]
                select $"{choice}{matcher.Label}{matcher.Operator}\"{value}\",";
        }

        return choices.Select(choice => $"{selector.Name}{{{choice.TrimEnd(',')}}}");
    }

    [GeneratedRegex(@"\$labels\.(\w+)")]
    private static partial Regex PrintedLabel();
}
