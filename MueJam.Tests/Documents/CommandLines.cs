using System.Text.RegularExpressions;

namespace MueJam.Tests.Documents;

/// <summary>A command line that a document tells people to type.</summary>
/// <param name="Document">Its path in the repository.</param>
/// <param name="Text">The command, continued lines joined and its comment removed.</param>
internal sealed record CommandLine(string Document, string Text);

/// <summary>
/// Finds the command lines of README and docs: shell blocks, indented lines and code spans that begin with a program.
/// </summary>
internal static partial class CommandLines
{
    private const string Programs =
        "curl|dotnet|docker|podman|amtool|promtool|psql|pg_isready|redis-cli|aspire|git|openssl|sudo";

    public static IReadOnlyList<CommandLine> All() =>
        [
            .. Documents()
                .SelectMany(document =>
                    Find(File.ReadAllText(document))
                        .Select(text => new CommandLine(Path.GetRelativePath(Repository.Root, document), text))
                ),
        ];

    private static IEnumerable<string> Documents() =>
        new[] { "README.md", "CONTRIBUTING.md" }
            .Select(name => Path.Combine(Repository.Root, name))
            .Concat(
                Directory
                    .EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
                    .Order(StringComparer.Ordinal)
            );

    private static IEnumerable<string> Find(string text)
    {
        var blocks = Fence().Matches(text);
        var fenced = blocks
            .Where(block => block.Groups["language"].Value is "bash" or "sh")
            .SelectMany(block => Lines(block.Groups["body"].Value));
        var rest = Fence().Replace(text, "");
        return fenced
            .Concat(Indented().Matches(rest).Select(line => line.Groups[1].Value.Trim()))
            .Concat(Span().Matches(rest).Select(span => span.Groups[1].Value));
    }

    /// <summary>A quotation that is open at a line's end goes on in the next one.</summary>
    private static IEnumerable<string> Lines(string body)
    {
        var command = "";
        foreach (var line in Continued().Replace(body, " ").Split('\n'))
        {
            command = command.Length == 0 ? Comment().Replace(line, "").Trim() : $"{command}\n{line}";
            if (command.Length > 0 && command.Count(character => character == '\'') % 2 == 0)
            {
                yield return command;
                command = "";
            }
        }
    }

    [GeneratedRegex(@"^```(?<language>\w*)\n(?<body>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex($@"^    ((?:{Programs}) .+)$", RegexOptions.Multiline)]
    private static partial Regex Indented();

    [GeneratedRegex($@"(?<!`)`((?:{Programs}) [^`\n]+)`(?!`)")]
    private static partial Regex Span();

    [GeneratedRegex(@" *\\\n *")]
    private static partial Regex Continued();

    [GeneratedRegex(@"(^|\s+)#\s.*$")]
    private static partial Regex Comment();
}
