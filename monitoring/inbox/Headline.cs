using System.Text.RegularExpressions;

namespace MueJam.Inbox;

/// <summary>Reads state and alert names from the headline that every channel carries: <c>[FIRING:1] Name, Other: summary</c>.</summary>
internal static partial class Headline
{
    public static (string? Status, IReadOnlyList<string> AlertNames) Parse(string? text)
    {
        var match = Pattern().Match(text ?? "");
        return match.Success
            ? (match.Groups["status"].Value.ToLowerInvariant(), [.. match.Groups["name"].Captures.Select(capture => capture.Value)])
            : (null, []);
    }

    [GeneratedRegex(@"^\s*\[(?<status>FIRING|RESOLVED)(:\d+)?\](\s*,?\s*(?<name>[A-Za-z_]\w*))?(\s*,\s*(?<name>[A-Za-z_]\w*))*",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
