using System.Text.Json.Nodes;
using MueJam.LocalPrograms.Files;

namespace MueJam.Tests.Benchmarks;

/// <summary>That the benchmarks can be run; what they measure beside other tests says nothing.</summary>
public sealed class BenchmarkTests : IDisposable
{
    private readonly TemporaryFolder _folder = TemporaryFolder.Create("muejam-benchmarks-");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_row_is_measured_printed_and_written()
    {
        var file = Path.Combine(_folder.FullName, "results.json");
        var ended = await BuiltProgram.Benchmarks.RunAsync("--quick", "--rows", "window", "--json", file);

        // 1 tells that the figure is over its limit.
        Assert.True(ended.ExitCode is 0 or 1, ended.Output + ended.Error);
        Assert.Matches(@"window +[\d.,]+ +[\d.,]+ +ns +[\d.]+", ended.Output);
        var result = Assert.Single(JsonNode.Parse(await File.ReadAllTextAsync(file))!["results"]!.AsArray())!;
        Assert.Equal("window", result["row"]!.GetValue<string>());
        Assert.True(result["figure"]!.GetValue<double>() > 0);
    }

    [Theory]
    [InlineData("Argument 'nothing' not recognized", "--rows", "nothing")]
    [InlineData("Required argument missing for option: '--json'", "--json")]
    [InlineData("Unrecognized command or argument '--slowly'", "--slowly")]
    public async Task What_is_wrong_is_told_before_anything_starts(string message, params string[] arguments)
    {
        var ended = await BuiltProgram.Benchmarks.RunAsync(arguments);
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(message, ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Starting", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_options_are_explained()
    {
        var ended = await BuiltProgram.Benchmarks.RunAsync("--help");
        Assert.Equal(0, ended.ExitCode);
        Assert.All(
            ["--quick", "--rows", "--json", "allocations|database|l1|l2|mix|scrape|window"],
            option => Assert.Contains(option, ended.Output, StringComparison.Ordinal)
        );
    }
}
