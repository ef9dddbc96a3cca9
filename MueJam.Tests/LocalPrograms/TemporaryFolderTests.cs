using MueJam.LocalPrograms.Files;

namespace MueJam.Tests.LocalPrograms;

public sealed class TemporaryFolderTests
{
    private readonly string _prefix = $"muejam-{Guid.NewGuid():N}-";

    [Fact]
    public void It_is_gone_with_its_owner()
    {
        using (var folder = TemporaryFolder.Create(_prefix))
        {
            File.WriteAllText(Path.Combine(folder.FullName, "file"), "");
        }

        Assert.Empty(All());
    }

    [Fact]
    public void The_next_one_removes_what_a_killed_owner_left_and_nothing_that_is_in_use()
    {
        using var inUse = TemporaryFolder.Create(_prefix);
        // As one that was killed leaves it: the same, but nobody holds the lock.
        var left = $"{Path.GetTempPath()}{_prefix}killed";
        Directory.CreateDirectory(Path.Combine(left, "files", "volume"));
        File.WriteAllText(
            Path.Combine(
                left,
                Path.GetFileName(Assert.Single(Directory.GetFiles(Path.GetDirectoryName(inUse.FullName)!)))
            ),
            ""
        );
        Assert.Equal(2, All().Length);

        using var next = TemporaryFolder.Create(_prefix);
        Assert.Equivalent(
            new[] { inUse, next }.Select(folder => Path.GetDirectoryName(folder.FullName)),
            All(),
            strict: true
        );
    }

    private string[] All() => Directory.GetDirectories(Path.GetTempPath(), $"{_prefix}*");
}
