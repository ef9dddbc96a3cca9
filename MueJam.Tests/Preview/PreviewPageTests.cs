using System.Diagnostics;
using MueJam.LocalPrograms.Installing;
using MueJam.LocalPrograms.Recipes;

namespace MueJam.Tests.Preview;

/// <summary>The sources of the page that stands for Grafana.</summary>
public sealed class PreviewPageTests
{
    private static readonly string Web = Path.Combine(Repository.Root, "hosting", "grafana-preview", "web");

    [Fact]
    public void The_lock_file_fixes_every_package_and_names_no_registry()
    {
        var file = File.ReadAllText(Path.Combine(Web, "package-lock.json"));
        Assert.Contains("\"integrity\": \"sha512-", file, StringComparison.Ordinal);
        Assert.DoesNotContain("\"resolved\"", file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_is_built_once_and_its_types_are_right()
    {
        Assert.Empty(
            await RecipeBook.EnsureAvailableAsync(["grafana/grafana"], new Progress<string>(), CancellationToken.None)
        );
        await PreviewPage.BuildAsync(new Progress<string>(), CancellationToken.None);
        var built = File.GetLastWriteTimeUtc(Path.Combine(PreviewPage.Folder, "index.html"));
        await PreviewPage.BuildAsync(new Progress<string>(), CancellationToken.None);
        Assert.Equal(built, File.GetLastWriteTimeUtc(Path.Combine(PreviewPage.Folder, "index.html")));

        using var check = Process.Start(
            new ProcessStartInfo("npm", ["run", "check"]) { WorkingDirectory = Web, RedirectStandardOutput = true }
        )!;
        var output = await check.StandardOutput.ReadToEndAsync();
        await check.WaitForExitAsync();
        Assert.True(check.ExitCode == 0, output);
    }
}
