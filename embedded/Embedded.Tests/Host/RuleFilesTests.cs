using System.Diagnostics;
using MueJam.Embedded.Programs;
using MueJam.Tests.Support;

namespace MueJam.Embedded.Tests.Host;

/// <summary>The unit tests beside the rules, by the promtool that comes with the local Prometheus.</summary>
public sealed class RuleFilesTests
{
    public static TheoryData<string> RuleFiles
        => [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "monitoring", "prometheus", "alerts"), "*.yml").Select(file => Path.GetFileNameWithoutExtension(file)!)];

    [Theory]
    [MemberData(nameof(RuleFiles))]
    public async Task Every_rule_file_has_unit_tests_that_pass(string rules)
    {
        var tests = Path.Combine(Repository.Root, "monitoring", "prometheus", "tests", $"{rules}_test.yml");
        Assert.True(File.Exists(tests), $"{rules}.yml has no unit tests: write {tests}.");

        await using var runtime = new ProgramRuntime(Path.GetTempPath());
        Assert.Empty(await runtime.EnsureAvailableAsync(["prom/prometheus"], new Progress<string>(), CancellationToken.None));
        using var promtool = Process.Start(new ProcessStartInfo("promtool", ["test", "rules", tests]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = promtool.StandardError.ReadToEndAsync();
        var output = await promtool.StandardOutput.ReadToEndAsync();
        await promtool.WaitForExitAsync();
        Assert.True(promtool.ExitCode == 0, $"{output}{await errors}");
    }
}
