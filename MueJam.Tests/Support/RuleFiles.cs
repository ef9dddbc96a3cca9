using YamlDotNet.RepresentationModel;

namespace MueJam.Tests.Support;

/// <summary>The files of rules and of their unit tests.</summary>
internal static class RuleFiles
{
    private static readonly string Folder = Path.Combine(Repository.Root, "monitoring", "prometheus");

    /// <summary>The rules of all files, alerts and recording rules.</summary>
    public static IReadOnlyList<YamlMappingNode> Rules { get; } =
    [
        .. from file in Directory.EnumerateFiles(Path.Combine(Folder, "alerts"), "*.yml")
        from @group in Items(Load(file), "groups")
        from rule in Items(@group, "rules")
        select rule,
    ];

    /// <summary>
    /// What the unit tests ask of alerts: in which test, when, and the labels of those that must fire then, none for
    /// silence.
    /// </summary>
    public static IReadOnlyList<Expectation> Expectations { get; } =
    [
        .. from file in Directory.EnumerateFiles(Path.Combine(Folder, "tests"), "*.yml")
        from test in Items(Load(file), "tests")
        from expectation in Items(test, "alert_rule_test")
        let firing = from alert in Items(expectation, "exp_alerts")
        select Texts(alert, "exp_labels")
        select new Expectation(
            $"{Path.GetFileName(file)}: {test["name"]}",
            Duration($"{expectation["eval_time"]}"),
            $"{expectation["alertname"]}",
            [.. firing]
        ),
    ];

    /// <summary>A mapping of texts; empty when it is not there.</summary>
    public static IReadOnlyDictionary<string, string> Texts(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var texts)
            ? ((YamlMappingNode)texts).ToDictionary(pair => $"{pair.Key}", pair => $"{pair.Value}")
            : new Dictionary<string, string>();

    /// <summary>A duration as Prometheus writes it, such as <c>1h30m</c>.</summary>
    public static TimeSpan Duration(string text)
    {
        var total = TimeSpan.Zero;
        var rest = text.AsSpan();
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            var count = int.Parse(rest[..digits], System.Globalization.CultureInfo.InvariantCulture);
            total += rest[digits] switch
            {
                's' => TimeSpan.FromSeconds(count),
                'm' => TimeSpan.FromMinutes(count),
                'h' => TimeSpan.FromHours(count),
                'd' => TimeSpan.FromDays(count),
                var unit => throw new FormatException($"{text}: {unit}?"),
            };
            rest = rest[(digits + 1)..];
        }

        return total;
    }

    private static YamlMappingNode Load(string file)
    {
        var yaml = new YamlStream();
        using var reader = File.OpenText(file);
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    private static IEnumerable<YamlMappingNode> Items(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var items) ? ((YamlSequenceNode)items).Cast<YamlMappingNode>() : [];

    /// <summary>What a unit test asks of an alert at a time.</summary>
    internal sealed record Expectation(
        string Test,
        TimeSpan Time,
        string Alert,
        IReadOnlyList<IReadOnlyDictionary<string, string>> Firing
    );
}
