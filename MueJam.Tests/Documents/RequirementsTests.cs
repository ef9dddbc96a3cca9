using System.Text.RegularExpressions;

namespace MueJam.Tests.Documents;

/// <summary>docs/requirements.md leads from each requirement to a test or command that exists.</summary>
public sealed class RequirementsTests
{
    /// <summary>The headings of the document that this system implements.</summary>
    private static readonly string[] Headings =
    [
        "Overview",
        "Architecture",
        "Quick Start",
        "Dashboards",
        "Alert Rules",
        "Notification Channels",
        "Metrics Endpoints",
        "Prometheus Configuration",
        "Customization",
        "Troubleshooting",
        "Maintenance",
        "Requirements Validation",
        "Security Considerations",
        "Production Deployment",
        "Support",
        "Database Performance Metrics",
        "Cache Performance Metrics",
        "Database Alerts",
        "Cache Alerts",
        "Email Notifications",
        "Slack Notifications",
        "PagerDuty Integration",
        "Prometheus Format",
        "JSON Format",
        "Health Check",
        "Adding New Dashboards",
        "Adding New Alerts",
        "Modifying Alert Routes",
        "Prometheus Not Scraping Metrics",
        "Alerts Not Firing",
        "Grafana Dashboards Not Loading",
        "Notifications Not Sending",
        "Backup Grafana Dashboards",
        "Backup Prometheus Data",
        "Clean Old Data",
    ];

    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "requirements.md"));

    public static TheoryData<string> Requirements => ["10.1", "10.2", "10.3", "10.4", "10.5"];

    [Theory]
    [MemberData(nameof(Requirements))]
    public void A_requirement_is_traced_to_tests(string requirement) =>
        Assert.Matches($@"(?m)^\| {Regex.Escape(requirement)} \|.*`\w+Tests\.\w+`", Text);

    [Fact]
    public void Every_heading_of_the_original_has_its_line() =>
        Assert.All(Headings, heading => Assert.Contains($"| {heading} |", Text, StringComparison.Ordinal));

    [Fact]
    public void Every_test_that_is_named_exists()
    {
        var sources = Directory
            .EnumerateFiles(Repository.Root, "*Tests.cs", SearchOption.AllDirectories)
            .ToLookup(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);
        var named = Regex.Matches(Text, @"`(\w+Tests)\.(\w+)`");
        Assert.NotEmpty(named);
        Assert.All(
            named,
            test =>
                Assert.Contains(
                    sources[test.Groups[1].Value],
                    source => source.Contains($" {test.Groups[2].Value}(", StringComparison.Ordinal)
                )
        );
    }

    [Fact]
    public void Every_file_that_is_named_exists()
    {
        var files = Regex.Matches(Text, @"\]\((?!http)([^)#]+)\)");
        Assert.NotEmpty(files);
        Assert.All(
            files,
            file =>
                Assert.True(
                    Path.Exists(Path.Combine(Repository.Root, "docs", file.Groups[1].Value)),
                    file.Groups[1].Value
                )
        );
    }

    [Fact]
    public void Every_command_that_is_named_exists()
    {
        var table = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));
        var commands = Regex.Matches(Text, "`(prometheus|alertmanager|postgres) ([a-z-]+)( --[a-z-]+)?`");
        Assert.NotEmpty(commands);
        // Documents/CommandLineTests runs what that page says.
        Assert.All(
            commands,
            command =>
                Assert.Contains(
                    $"resource {command.Groups[1].Value} {command.Groups[2].Value}",
                    table,
                    StringComparison.Ordinal
                )
        );
    }
}
