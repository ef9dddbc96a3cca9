using MueJam.Tests.Support.PromQl;

namespace MueJam.Tests.Support;

/// <summary>An alert of the rule files.</summary>
/// <param name="Name">Its name; several rules may have one name.</param>
/// <param name="Text">When it fires, as written.</param>
/// <param name="For">How long it must be so before it fires; null when it fires at once.</param>
/// <param name="Labels">Its own labels.</param>
/// <param name="Annotations">Its texts and links, as templates.</param>
internal sealed record AlertRule(
    string Name,
    string Text,
    string? For,
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyDictionary<string, string> Annotations
)
{
    public static IReadOnlyList<AlertRule> All { get; } =
    [
        .. from rule in RuleFiles.Rules
        where rule.Children.ContainsKey("alert")
        select new AlertRule(
            $"{rule["alert"]}",
            $"{rule["expr"]}",
            rule.Children.TryGetValue("for", out var duration) ? $"{duration}" : null,
            RuleFiles.Texts(rule, "labels"),
            RuleFiles.Texts(rule, "annotations")
        ),
    ];

    /// <summary>critical, warning, info or none.</summary>
    public string Severity => Labels.GetValueOrDefault("severity", "");

    /// <summary>When it fires.</summary>
    public PromNode Expression => PromParser.Parse(Text);

    /// <summary>
    /// The figures above (or below) which it fires; none where it only tells up from down. What comes after <c>and</c>
    /// is a guard.
    /// </summary>
    public IReadOnlyList<(bool IsAbove, double Value)> Thresholds => [.. ThresholdsOf(Expression).Distinct()];

    public override string ToString() => $"{Name} ({Severity})";

    private static IEnumerable<(bool IsAbove, double Value)> ThresholdsOf(PromNode node) =>
        node switch
        {
            Binary { Operator: "or" } either => ThresholdsOf(either.Left).Concat(ThresholdsOf(either.Right)),
            Binary { Operator: "and" or "unless" } guarded => ThresholdsOf(guarded.Left),
            Binary { Operator: ">" or ">=", Right: Number { Value: > 0 } limit } => [(true, limit.Value)],
            Binary { Operator: "<" or "<=", Right: Number { Value: > 0 } limit } => [(false, limit.Value)],
            _ => [],
        };
}
