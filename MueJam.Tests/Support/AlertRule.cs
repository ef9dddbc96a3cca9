using MueJam.Tests.Support.PromQl;
using YamlDotNet.RepresentationModel;

namespace MueJam.Tests.Support;

/// <summary>An alert of the rule files.</summary>
/// <param name="Name">Its name; several rules may have one name.</param>
/// <param name="Severity">critical, warning, info or none.</param>
/// <param name="Expression">When it fires.</param>
internal sealed record AlertRule(string Name, string Severity, PromNode Expression)
{
    public static IReadOnlyList<AlertRule> All { get; } = [.. Files().SelectMany(Read)];

    /// <summary>The figures above (or below) which it fires; none where it only tells up from down. What comes after <c>and</c> is a guard.</summary>
    public IReadOnlyList<(bool IsAbove, double Value)> Thresholds => [.. ThresholdsOf(Expression).Distinct()];

    private static IEnumerable<string> Files() => Directory.EnumerateFiles(Path.Combine(Repository.Root, "monitoring", "prometheus", "alerts"), "*.yml");

    private static IEnumerable<AlertRule> Read(string file)
    {
        var yaml = new YamlStream();
        using var reader = File.OpenText(file);
        yaml.Load(reader);
        return
            from YamlNode @group in (YamlSequenceNode)yaml.Documents[0].RootNode["groups"]
            from YamlMappingNode rule in (YamlSequenceNode)@group["rules"]
            where rule.Children.ContainsKey("alert")
            select new AlertRule($"{rule["alert"]}", $"{rule["labels"]["severity"]}", PromParser.Parse($"{rule["expr"]}"));
    }

    private static IEnumerable<(bool IsAbove, double Value)> ThresholdsOf(PromNode node) => node switch
    {
        Binary { Operator: "or" } either => ThresholdsOf(either.Left).Concat(ThresholdsOf(either.Right)),
        Binary { Operator: "and" or "unless" } guarded => ThresholdsOf(guarded.Left),
        Binary { Operator: ">" or ">=", Right: Number { Value: > 0 } limit } => [(true, limit.Value)],
        Binary { Operator: "<" or "<=", Right: Number { Value: > 0 } limit } => [(false, limit.Value)],
        _ => [],
    };
}
