using System.Diagnostics;
using MueJam.LocalPrograms.Recipes;

namespace MueJam.Tests.Host;

/// <summary>
/// The files under <c>monitoring</c> as the local Prometheus and Alertmanager read them, by the tools that come with
/// them.
/// </summary>
public sealed class MonitoringFilesTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "monitoring");

    public static TheoryData<string> RuleTests =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(Folder, "prometheus", "tests"), "*.yml")
                .Select(file => Path.GetFileName(file)!),
        ];

    public static TheoryData<string> RuleFiles =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(Folder, "prometheus", "alerts"), "*.yml")
                .Select(file => Path.GetFileNameWithoutExtension(file)!),
        ];

    [Theory]
    [MemberData(nameof(RuleTests))]
    public Task Unit_tests_of_the_rules_pass(string tests) =>
        SucceedsAsync(
            "prom/prometheus",
            "promtool",
            "test",
            "rules",
            Path.Combine(Folder, "prometheus", "tests", tests)
        );

    [Theory]
    [MemberData(nameof(RuleFiles))]
    public void Every_rule_file_has_unit_tests(string rules) =>
        Assert.True(File.Exists(Path.Combine(Folder, "prometheus", "tests", $"{rules}_test.yml")));

    /// <summary>With all rule files that it names.</summary>
    [Fact]
    public Task Prometheus_loads_its_configuration() =>
        SucceedsAsync(
            "prom/prometheus",
            "promtool",
            "check",
            "config",
            Path.Combine(Folder, "prometheus", "prometheus.yml")
        );

    /// <summary>With all templates that it names.</summary>
    [Fact]
    public Task Alertmanager_loads_its_configuration() =>
        SucceedsAsync(
            "prom/alertmanager",
            "amtool",
            "check-config",
            Path.Combine(Folder, "alertmanager", "alertmanager.yml")
        );

    /// <summary>The table "who gets what" of docs/notifications.md, asked as it says there.</summary>
    [Theory]
    [InlineData("severity=critical component=database", "operations,critical,database")]
    [InlineData("severity=critical component=application", "operations,critical")]
    [InlineData("severity=critical alertname=DatabaseInstanceDown component=database", "operations,critical,database")]
    [InlineData("severity=warning component=cache", "operations,warning,cache")]
    [InlineData("severity=info component=monitoring", "operations")]
    [InlineData("severity=critical alertname=TestAlert component=database", "operations,critical,database")]
    [InlineData("severity=warning alertname=TestAlert component=cache", "operations,warning,cache")]
    [InlineData("severity=info alertname=TestAlert component=monitoring", "operations")]
    [InlineData("severity=none alertname=Watchdog", "dead-mans-switch")]
    public Task Labels_lead_to_their_receivers(string labels, string receivers) =>
        SucceedsAsync(
            "prom/alertmanager",
            "amtool",
            [
                "config",
                "routes",
                "test",
                $"--config.file={Path.Combine(Folder, "alertmanager", "alertmanager.yml")}",
                $"--verify.receivers={receivers}",
                .. labels.Split(' '),
            ]
        );

    private static async Task SucceedsAsync(string image, string tool, params string[] arguments)
    {
        Assert.Empty(await RecipeBook.EnsureAvailableAsync([image], new Progress<string>(), CancellationToken.None));
        using var process = Process.Start(
            new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{output}{await errors}");
    }
}
