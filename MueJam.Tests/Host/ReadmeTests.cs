using System.Text.RegularExpressions;

namespace MueJam.Tests.Host;

/// <summary>The README's lines for a shell, pasted as they stand, from top to bottom, on a stack that runs.</summary>
[Collection(StartedHostCollection.Name)]
public sealed partial class ReadmeTests(StartedHost host)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Every_block_works_as_it_stands()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));
        // What starts something that goes on, the tests themselves and the benchmarks have tests of their own.
        var blocks = Block()
            .Matches(readme)
            .Select(block => block.Groups[1].Value)
            .Where(block =>
                !block.StartsWith("dotnet run ", StringComparison.Ordinal)
                && !block.StartsWith("dotnet test", StringComparison.Ordinal)
            )
            .ToList();
        Assert.True(blocks.Count >= 3);
        var script = $"set -ex\n{string.Concat(blocks)}"
            .Replace("localhost:8000", (await host.AddressAsync("api")).Authority, StringComparison.Ordinal)
            .Replace("curl ", "curl --silent --fail-with-body ", StringComparison.Ordinal)
            .Replace("dotnet aspire ", "dotnet aspire --non-interactive --nologo ", StringComparison.Ordinal)
            .Replace("the-lighthouse", LibraryClient.NewSlug("the-lighthouse"), StringComparison.Ordinal);

        await using var shell = await host.Cli.ShellAsync(script);
        var exitCode = await shell.ExitedAsync(Limit);

        Assert.True(exitCode == 0, shell.Output);
        Assert.Contains("A keeper writes home.", shell.Output, StringComparison.Ordinal);
        var backup = Regex
            .Match(Regex.Replace(shell.Output, @"\s+", ""), @"Thebackupisin(\S*?/\.muejam/backups/\d{8}-\d{6})")
            .Groups[1]
            .Value;
        Directory.Delete(backup, recursive: true);
    }

    /// <summary>Another stack is named by one setting, and nothing of it is the first one's.</summary>
    [Fact]
    public async Task A_stack_with_a_name_has_ports_and_volumes_of_its_own()
    {
        var volumes = Directory.EnumerateDirectories(host.Volumes).Select(volume => Path.GetFileName(volume)!).ToList();
        Assert.NotEmpty(volumes);
        // The prefix of the other stack's settings, and the name.
        Assert.All(volumes, volume => Assert.StartsWith("library-homed-", volume, StringComparison.Ordinal));
        int[] usual = [8000, 3000, 9090, 9093, 9187, 9121, 15888];
        foreach (var resource in (string[])["api", "grafana", "gate", "postgres-exporter", "redis-exporter"])
        {
            Assert.DoesNotContain((await host.AddressAsync(resource)).Port, usual);
        }

        Assert.DoesNotContain(host.Login.Port, usual);
    }

    [GeneratedRegex("^```bash\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
