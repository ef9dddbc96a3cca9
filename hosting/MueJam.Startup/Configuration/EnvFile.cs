using System.Text.RegularExpressions;

namespace MueJam.Startup.Configuration;

/// <summary>Looks through a file of settings: what its reader would pass over in silence is named.</summary>
internal static partial class EnvFile
{
    private const int MostNamed = 5;

    /// <summary>Lines that are none, and names that nothing here reads.</summary>
    /// <param name="path">The file.</param>
    /// <returns>A line for each, or <see langword="null"/>.</returns>
    public static string? Problem(string path)
    {
        var problems = File.ReadLines(path)
            .Select((line, index) => Problem(line.Trim(), $"{path}, line {index + 1}"))
            .OfType<string>()
            .Take(MostNamed)
            .ToList();
        return problems.Count == 0 ? null : string.Join(Environment.NewLine, problems);
    }

    /// <summary>What is wrong with a line; its value, which may be a secret, is not shown.</summary>
    private static string? Problem(string line, string where)
    {
        if (line.Length == 0 || line[0] == '#')
        {
            return null;
        }

        var match = Setting().Match(line);
        return !match.Success ? $"{where}: write NAME=value, or # before a comment."
            : KnownSettings.IsKnown(match.Groups["name"].Value.Replace("__", ":", StringComparison.Ordinal)) ? null
            : $"{where}: there is no setting '{match.Groups["name"].Value}'. .env.example has the names.";
    }

    [GeneratedRegex(@"\A(export\s+)?(?<name>[A-Za-z_][A-Za-z0-9_]*)\s*=")]
    private static partial Regex Setting();
}
