using System.Text.RegularExpressions;

namespace MueJam.Startup.Terminal;

/// <summary>Why a resource has failed, from its log.</summary>
internal static partial class FailureCause
{
    /// <summary>One line.</summary>
    public static async Task<string> OfAsync(IResource resource, ResourceLoggerService logs)
    {
        var lines = new List<LogLine>();
        await foreach (var batch in logs.GetAllAsync(resource))
        {
            lines.AddRange(batch);
        }

        var texts = lines.Select(line => Timestamp().Replace(line.Content, "")).ToList();
        var known =
            texts.Select(text => Ours().Match(text)).LastOrDefault(match => match.Success)
            ?? texts.Select(text => Theirs().Match(text)).LastOrDefault(match => match.Success);
        return known is not null
            ? known
                .Groups["cause"]
                .Value.Replace("\\n", " ", StringComparison.Ordinal)
                .Replace("\\\"", "\"", StringComparison.Ordinal)
                .Trim()
            : lines.LastOrDefault(line => line.IsErrorMessage).Content ?? texts.LastOrDefault() ?? "It said nothing.";
    }

    /// <summary>What we say of a failure ourselves: it names the remedy, too.</summary>
    [GeneratedRegex("""ProgramException: (?<cause>.*)$|(?<cause>The password of '.*)$""", RegexOptions.Multiline)]
    private static partial Regex Ours();

    /// <summary>
    /// How the programs here name the cause of their end: Prometheus's family, PostgreSQL, Redis, .NET.
    /// </summary>
    [GeneratedRegex(
        """level=error .*err="(?<cause>.*)"$|FATAL: +(?<cause>.*)$|"""
            + """# (?<cause>Fatal .*|Warning: Could not create server.*)$|Unhandled exception\. (?<cause>.*)$""",
        RegexOptions.Multiline
    )]
    private static partial Regex Theirs();

    [GeneratedRegex(@"\A\d{4}-\d\d-\d\dT[\d:.]+Z ?")]
    private static partial Regex Timestamp();
}
