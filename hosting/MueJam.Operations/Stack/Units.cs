using System.Globalization;
using System.Text.RegularExpressions;

namespace MueJam.Operations.Stack;

/// <summary>Durations as Prometheus writes them: <c>90s</c>, <c>30m</c>, <c>12h</c>, <c>7d</c>, <c>2w</c>.</summary>
internal static partial class Durations
{
    private const long SecondsADay = 24 * 60 * 60;
    private const long MaxDays = 36500;

    /// <summary>Null when the text is none, or more than a hundred years.</summary>
    public static TimeSpan? Parse(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success || !int.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var seconds =
            number
            * match.Groups[2].Value switch
            {
                "s" => 1L,
                "m" => 60,
                "h" => 3600,
                "d" => SecondsADay,
                _ => 7 * SecondsADay,
            };
        return seconds <= MaxDays * SecondsADay ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>The largest unit that is at least two, so that nothing is far off.</summary>
    public static string Format(TimeSpan duration) =>
        duration switch
        {
            { TotalDays: >= 2 } => $"{duration.TotalDays:0} d",
            { TotalHours: >= 2 } => $"{duration.TotalHours:0} h",
            { TotalMinutes: >= 2 } => $"{duration.TotalMinutes:0} min",
            _ => $"{Math.Max(0, duration.TotalSeconds):0} s",
        };

    [GeneratedRegex(@"\A([0-9]{1,6})([smhdw])\z")]
    private static partial Regex Pattern();
}

/// <summary>Sizes for people.</summary>
internal static class ByteSizes
{
    public static string Format(double bytes) =>
        bytes switch
        {
            >= 1e9 => $"{(bytes / 1e9).ToString("0.0", CultureInfo.InvariantCulture)} GB",
            >= 1e6 => $"{(bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture)} MB",
            >= 1e3 => $"{(bytes / 1e3).ToString("0.0", CultureInfo.InvariantCulture)} kB",
            _ => $"{bytes:0} B",
        };
}
