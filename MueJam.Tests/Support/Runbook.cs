using System.Text.RegularExpressions;

namespace MueJam.Tests.Support;

/// <summary>A page of <c>docs/runbooks</c>.</summary>
/// <param name="Alert">The alert that it is about.</param>
/// <param name="Text">The page.</param>
internal sealed partial record Runbook(string Alert, string Text)
{
    /// <summary>The folder on the disk.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "docs", "runbooks");

    public static IReadOnlyList<Runbook> All { get; } =
    [
        .. from file in Directory.EnumerateFiles(Folder, "*.md")
        where Path.GetFileName(file) != "README.md"
        orderby file
        select new Runbook(Path.GetFileNameWithoutExtension(file), File.ReadAllText(file)),
    ];

    /// <summary>Its headings.</summary>
    public IEnumerable<string> Headings => Heading().Matches(Text).Select(match => match.Groups[1].Value);

    /// <summary>The cells of its table's one row: severity, component, when it fires.</summary>
    public IReadOnlyList<string> Row =>
        [
            .. Text.Split('\n')
                .Where(line => line.StartsWith('|'))
                .ElementAt(2)
                .Trim('|')
                .Split(" | ")
                .Select(cell => cell.Trim()),
        ];

    /// <summary>The pages that it leads to.</summary>
    public IEnumerable<string> Links => Link().Matches(Text).Select(match => match.Groups[1].Value);

    /// <summary>What it asks Prometheus to see whether the alert is right.</summary>
    public IEnumerable<string> Confirmations =>
        (this with { Text = Text.Split("## How to confirm")[1].Split("\n## ")[0] })
            .Blocks("promql")
            .SelectMany(block => block.Split('\n'));

    /// <summary>Its blocks in a language.</summary>
    public IEnumerable<string> Blocks(string language) =>
        Block()
            .Matches(Text)
            .Where(match => match.Groups[1].Value == language)
            .Select(match => match.Groups[2].Value.Trim());

    public override string ToString() => Alert;

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\]\((\w+\.md)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^```(\\w+)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
