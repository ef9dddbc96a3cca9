using System.Text.RegularExpressions;

namespace MueJam.Tests.Documents;

/// <summary>What the compiler does not check of the code's look.</summary>
public sealed class StyleTests
{
    /// <summary>As <c>max_line_length</c> of .editorconfig; the formatter leaves long texts and comments.</summary>
    private const int MaxLineLength = 120;

    private const int MaxLines = 250;

    [Fact]
    public async Task The_formatter_has_nothing_to_change()
    {
        await DotnetTools.RestoredAsync();
        await using var check = HostProcess.Run(Repository.Root, ["dotnet", "csharpier", "check", "."], []);
        Assert.True(await check.ExitedAsync(TimeSpan.FromMinutes(2)) == 0, check.Output);
    }

    [Fact]
    public void Lines_fit_a_screen() =>
        Assert.Empty(
            from source in Sources("*.cs")
            from line in File.ReadLines(source).Index()
            where line.Item.Length > MaxLineLength
            select $"{source}:{line.Index + 1}"
        );

    [Fact]
    public void Documents_fit_a_screen_but_for_their_tables_and_programs() =>
        Assert.Empty(
            from document in Sources("*.md")
            from line in Regex
                .Replace(
                    File.ReadAllText(document),
                    @"^ *```.*?^ *```",
                    "",
                    RegexOptions.Multiline | RegexOptions.Singleline
                )
                .Split('\n')
            where line.Length > MaxLineLength && line.TrimStart() is not ['|' or '<', ..]
            select $"{document}: {line}"
        );

    [Fact]
    public void A_file_has_one_idea_and_few_lines() =>
        Assert.DoesNotContain(Sources("*.cs"), source => File.ReadLines(source).Count() > MaxLines);

    private static List<string> Sources(string pattern)
    {
        var sources = Directory
            .EnumerateFiles(Repository.Root, pattern, SearchOption.AllDirectories)
            .Where(file =>
                !Path.GetRelativePath(Repository.Root, file)
                    .Split(Path.DirectorySeparatorChar)
                    .Intersect(["bin", "obj", "artifacts", "node_modules", ".muejam"])
                    .Any()
            )
            .ToList();
        Assert.NotEmpty(sources);
        return sources;
    }
}
