using System.Text.Json;
using System.Text.RegularExpressions;

namespace MueJam.Operations.Servers;

/// <summary>
/// Matchers as Alertmanager writes them: <c>{alertname="Name", severity=~"a|b"}</c>; braces and quotes may be left out.
/// </summary>
internal static partial class MatcherText
{
    /// <summary>Reads matchers.</summary>
    /// <param name="text">The text.</param>
    /// <param name="problem">What is wrong with it, or <see langword="null"/>.</param>
    /// <returns>The matchers; none when something is wrong.</returns>
    public static IReadOnlyList<Matcher> Parse(string text, out string? problem)
    {
        var inner = text.Trim();
        inner = inner.StartsWith('{') && inner.EndsWith('}') ? inner[1..^1] : inner;
        var matchers = new List<Matcher>();
        var rest = inner.Trim();
        while (rest.Length > 0)
        {
            var found = One().Match(rest);
            if (!found.Success)
            {
                problem = $"'{rest}' is no matcher: write label=\"value\", with =, !=, =~ or !~, and commas between.";
                return [];
            }

            var isOf = found.Groups["operator"].Value;
            matchers.Add(
                new(
                    found.Groups["name"].Value,
                    Unquote(found.Groups["value"].Value.Trim()),
                    isOf[^1] == '~',
                    isOf[0] == '='
                )
            );
            rest = rest[found.Length..].Trim();
        }

        problem =
            matchers.Count == 0
                ? "Give at least one matcher, such as alertname=\"HighQueryLatency\"."
                : BadPattern(matchers);
        return problem is null ? matchers : [];
    }

    /// <summary>Writes matchers.</summary>
    public static string Format(IEnumerable<Matcher> matchers) => $"{{{string.Join(", ", matchers.Select(Format))}}}";

    /// <summary>Writes one, as a filter of Alertmanager's API has it.</summary>
    public static string Format(Matcher matcher)
    {
        var isOf = (matcher.IsEqual, matcher.IsRegex) switch
        {
            (true, false) => "=",
            (true, true) => "=~",
            (false, false) => "!=",
            _ => "!~",
        };
        var value = matcher
            .Value.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal);
        return $"{matcher.Name}{isOf}\"{value}\"";
    }

    /// <summary>Go's patterns and .NET's differ in little that people write; Alertmanager has the last word.</summary>
    private static string? BadPattern(IEnumerable<Matcher> matchers)
    {
        foreach (var matcher in matchers.Where(matcher => matcher.IsRegex))
        {
            try
            {
                _ = new Regex(matcher.Value, RegexOptions.NonBacktracking);
            }
            catch (Exception e) when (e is ArgumentException or NotSupportedException)
            {
                return $"'{matcher.Value}' is no pattern: {e.Message}";
            }
        }

        return null;
    }

    private static string Unquote(string value)
    {
        if (!value.StartsWith('"'))
        {
            return value;
        }

        try
        {
            return JsonSerializer.Deserialize<string>(value)!;
        }
        catch (JsonException)
        {
            // An escape that JSON does not know: as it stands.
            return value[1..^1];
        }
    }

    [GeneratedRegex(
        """\A(?<name>[A-Za-z_][A-Za-z0-9_]*)\s*(?<operator>=~|!~|!=|=)\s*(?<value>"(?:[^"\\]|\\.)*"|[^",]*)\s*(,|\z)"""
    )]
    private static partial Regex One();
}
