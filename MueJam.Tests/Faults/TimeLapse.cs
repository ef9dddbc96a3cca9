using System.Globalization;
using System.Text.RegularExpressions;

namespace MueJam.Tests.Faults;

/// <summary>
/// Rules and routes with all their durations and ranges divided by one factor; thresholds stay as they are.
/// </summary>
internal static partial class TimeLapse
{
    /// <summary>How much faster rule time passes: five minutes are six seconds.</summary>
    public const int Factor = 50;

    /// <summary>
    /// How often Prometheus scrapes: longer than an exporter takes to find its server dead (1 s), so not by the factor.
    /// </summary>
    public static readonly TimeSpan Scrape = TimeSpan.FromMilliseconds(1500);

    /// <summary>How often Prometheus evaluates rules.</summary>
    public static readonly TimeSpan Evaluation = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long alerts wait for others of their group: scaled, but two scrapes at least, so that a cause has its time
    /// to silence its symptoms.
    /// </summary>
    public static readonly TimeSpan GroupWait = Scrape * 2;

    /// <summary>How long a group waits before it tells of a change.</summary>
    public static readonly TimeSpan GroupInterval = Of(TimeSpan.FromMinutes(5));

    /// <summary>How long something takes under the time-lapse.</summary>
    public static TimeSpan Of(TimeSpan ruleTime) => ruleTime / Factor;

    /// <summary>
    /// Scales a file of Prometheus's configuration: <c>for:</c>, ranges and offsets of rules; intervals are set.
    /// </summary>
    public static string Rules(string text)
    {
        var rules = Settings().Replace(text, Scaled);
        rules = Ranges().Replace(rules, Scaled);
        var scrapes = Regex.Replace(rules, @"\b(scrape_interval|scrape_timeout): *\S+", $"$1: {Text(Scrape)}");
        return Regex.Replace(scrapes, @"\b(evaluation_interval|refresh_interval): *\S+", $"$1: {Text(Evaluation)}");
    }

    /// <summary>Scales a file of Alertmanager's configuration: waiting, grouping, repeating.</summary>
    public static string Routes(string text) =>
        Timing()
            .Replace(text, Scaled)
            .Replace("group_wait: 600ms", $"group_wait: {Text(GroupWait)}", StringComparison.Ordinal);

    /// <summary>A duration as both programs write it.</summary>
    public static string Text(TimeSpan duration) =>
        string.Create(CultureInfo.InvariantCulture, $"{(long)duration.TotalMilliseconds}ms");

    /// <summary>A duration of rules or routes, such as <c>1h30m</c>.</summary>
    public static TimeSpan Parse(string duration) =>
        Parts()
            .Matches(duration)
            .Aggregate(
                TimeSpan.Zero,
                (sum, part) =>
                    sum + Unit(part.Groups[2].Value) * double.Parse(part.Groups[1].Value, CultureInfo.InvariantCulture)
            );

    private static string Scaled(Match match) =>
        match
            .Groups["duration"]
            .Captures.OrderByDescending(capture => capture.Index)
            .Aggregate(
                match.Value,
                (text, capture) =>
                {
                    var at = capture.Index - match.Index;
                    return string.Concat(
                        text.AsSpan(0, at),
                        Text(Of(Parse(capture.Value))),
                        text.AsSpan(at + capture.Length)
                    );
                }
            );

    private static TimeSpan Unit(string unit) =>
        unit switch
        {
            "ms" => TimeSpan.FromMilliseconds(1),
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            "d" => TimeSpan.FromDays(1),
            _ => throw new FormatException($"No unit of time: {unit}"),
        };

    [GeneratedRegex(@"\b(for|keep_firing_for): +(?<duration>(\d+(ms|s|m|h|d))+)")]
    private static partial Regex Settings();

    [GeneratedRegex(
        @"\[(?<duration>(\d+(ms|s|m|h|d))+)(:(?<duration>(\d+(ms|s|m|h|d))+)?)?\]|"
            + @"\boffset +(?<duration>(\d+(ms|s|m|h|d))+)"
    )]
    private static partial Regex Ranges();

    [GeneratedRegex(@"\b(group_wait|group_interval|repeat_interval|resolve_timeout): *(?<duration>(\d+(ms|s|m|h|d))+)")]
    private static partial Regex Timing();

    [GeneratedRegex(@"(\d+)(ms|s|m|h|d)")]
    private static partial Regex Parts();
}
