using System.Text.RegularExpressions;

namespace MueJam.Inbox;

/// <summary>
/// Reads states and alert names from the headline that every channel carries: <c>[FIRING:2] Name, Other [RESOLVED:1]
/// Third: summary</c>.
/// </summary>
internal static partial class Headline
{
    /// <summary>
    /// The state of the message (firing while one of its alerts is) and of each alert; null and none where the text is
    /// no headline.
    /// </summary>
    public static (string? Status, IReadOnlyList<AlertState> Alerts) Parse(string? text)
    {
        var parts = Part()
            .Matches(text ?? "")
            .Select(part =>
                (Status: part.Groups["status"].Value.ToLowerInvariant(), Names: part.Groups["name"].Captures)
            )
            .ToList();
        return (
            parts.FirstOrDefault().Status,
            [.. parts.SelectMany(part => part.Names.Select(name => new AlertState(name.Value, part.Status)))]
        );
    }

    // Each match begins where the last one ended, the first at the start: nothing in a summary passes for a state.
    [GeneratedRegex(
        @"\G\s*\[(?<status>FIRING|RESOLVED)(:\d+)?\](\s*(?<name>\w+)(\s*,\s*(?<name>\w+))*)?",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Part();
}
