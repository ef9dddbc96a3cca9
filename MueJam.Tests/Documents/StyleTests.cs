using MueJam.Tests.Support;

namespace MueJam.Tests.Documents;

/// <summary>What the compiler does not check of the code's look.</summary>
public sealed class StyleTests
{
    /// <summary>As <c>max_line_length</c> of .editorconfig; the formatter leaves long texts and comments.</summary>
    private const int MaxLineLength = 120;

    [Fact]
    public async Task The_formatter_has_nothing_to_change()
    {
        await DotnetTools.RestoredAsync();
        await using var check = HostProcess.Run(Repository.Root, ["dotnet", "csharpier", "check", "."], []);
        Assert.True(await check.ExitedAsync(TimeSpan.FromMinutes(2)) == 0, check.Output);
    }

    [Fact]
    public void Lines_fit_a_screen()
    {
        var sources = Directory
            .EnumerateFiles(Repository.Root, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Intersect(["bin", "obj", "artifacts"]).Any())
            .ToList();
        Assert.NotEmpty(sources);
        Assert.Empty(
            from source in sources
            from line in File.ReadLines(Path.Combine(Repository.Root, source)).Index()
            where line.Item.Length > MaxLineLength
            select $"{source}:{line.Index + 1}"
        );
    }
}
