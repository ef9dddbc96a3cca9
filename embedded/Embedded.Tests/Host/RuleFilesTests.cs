using System.Diagnostics;
using MueJam.Embedded.Programs;
using MueJam.Tests.Support;

namespace MueJam.Embedded.Tests.Host;

/// <summary>The unit tests beside the rules, by the promtool that comes with the local Prometheus.</summary>
public sealed class RuleFilesTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "monitoring", "prometheus");

    public static TheoryData<string> TestFiles
        => [.. Directory.EnumerateFiles(Path.Combine(Folder, "tests"), "*.yml").Select(file => Path.GetFileName(file)!)];

    [Theory]
    [MemberData(nameof(TestFiles))]
    public async Task Unit_tests_of_the_rules_pass(string tests)
        => await PromtoolAsync("test", "rules", Path.Combine(Folder, "tests", tests));

    [Fact]
    public async Task Configuration_and_rules_load()
        => await PromtoolAsync("check", "config", Path.Combine(Folder, "prometheus.yml"));

    private static async Task PromtoolAsync(params string[] arguments)
    {
        await using var runtime = new ProgramRuntime(Path.GetTempPath());
        Assert.Empty(await runtime.EnsureAvailableAsync(["prom/prometheus"], new Progress<string>(), CancellationToken.None));
        using var promtool = Process.Start(new ProcessStartInfo("promtool", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = promtool.StandardError.ReadToEndAsync();
        var output = await promtool.StandardOutput.ReadToEndAsync();
        await promtool.WaitForExitAsync();
        Assert.True(promtool.ExitCode == 0, $"{output}{await errors}");
    }
}
