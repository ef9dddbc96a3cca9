using System.Text.RegularExpressions;

namespace MueJam.Tests.Support;

/// <summary>Copies of the monitoring files for a stack under test.</summary>
internal static class Configuration
{
    /// <summary>Copies a tool's folder; the text of its YAML files is changed.</summary>
    /// <returns>The folder of the copy.</returns>
    public static string Copy(string tool, string target, Func<string, string> change)
    {
        var source = Path.Combine(Repository.Root, "monitoring", tool);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            var text = File.ReadAllText(file);
            File.WriteAllText(copy, Path.GetExtension(file) == ".yml" ? change(text) : text);
        }

        return target;
    }

    /// <summary>
    /// Scrapes every 2 s (an exporter takes 1 s to find its database dead), and alerts fire after 2 s; thresholds stay.
    /// </summary>
    public static string ShortenPrometheus(string text)
    {
        var rules = Regex.Replace(text, @"\bfor: +\d+m\b", "for: 2s");
        var scrapes = Regex.Replace(rules, @"(scrape_interval|scrape_timeout): *\S+", "$1: 2s");
        return Regex.Replace(scrapes, @"(evaluation_interval|refresh_interval): *\S+", "$1: 1s");
    }
}
