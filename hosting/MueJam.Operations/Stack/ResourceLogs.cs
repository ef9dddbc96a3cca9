using System.Globalization;
using System.Text.RegularExpressions;

namespace MueJam.Operations.Stack;

/// <summary>Reads the logs of resources.</summary>
internal sealed partial class ResourceLogs(ResourceLoggerService logs)
{
    /// <summary>
    /// Lines in logfmt, as Prometheus's family writes them, that are errors or warnings and not older than
    /// <paramref name="since"/>.
    /// </summary>
    public async Task<IReadOnlyList<string>> ProblemsAsync(
        IResource resource,
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        var found = new List<string>();
        await foreach (var lines in logs.GetAllAsync(resource).WithCancellation(cancellationToken))
        {
            found.AddRange(
                lines.Select(line => line.Content).Where(text => IsProblem().IsMatch(text) && Time(text) >= since)
            );
        }

        return found;
    }

    /// <summary>The value of a logfmt key, without its quotes.</summary>
    public static string? Value(string line, string key)
    {
        var match = Regex.Match(line, $"""(?<!\S){Regex.Escape(key)}=("(?:[^"\\]|\\.)*"|\S+)""");
        return match.Success ? Regex.Unescape(match.Groups[1].Value.Trim('"')) : null;
    }

    /// <summary>When the line was written.</summary>
    public static DateTimeOffset? Time(string line) =>
        DateTimeOffset.TryParse(
            Value(line, "ts") ?? Value(line, "time"),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? time
            : null;

    [GeneratedRegex(@"(?<!\S)level=(error|warn)\b", RegexOptions.IgnoreCase)]
    private static partial Regex IsProblem();
}
