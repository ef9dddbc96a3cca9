using System.Text.Json;
using MueJam.LocalPrograms.Files;

namespace MueJam.Tests.Host;

/// <summary>Aspire's command line on a stack whose servers are programs of this machine.</summary>
[Collection(StartedHostCollection.Name)]
public sealed class CliTests(StartedHost host)
{
    [Fact]
    public async Task Ps_lists_the_host()
    {
        var (exitCode, output) = await host.Cli.RunAsync("ps", "--format", "json");
        Assert.True(exitCode == 0, output);
        Assert.Contains("MueJam.AppHost.csproj", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres")]
    [InlineData("muejam")]
    [InlineData("prometheus")]
    public async Task Describe_knows_state_and_health(string resource)
    {
        var described = await host.DescribeAsync(resource);
        Assert.Equal("Running", $"{described["state"]}");
        Assert.Equal("Healthy", $"{described["healthStatus"]}");
    }

    [Fact]
    public async Task Logs_are_those_of_the_program()
    {
        var (exitCode, output) = await host.Cli.RunAsync("logs", "redis");
        Assert.True(exitCode == 0, output);
        Assert.Contains("Ready to accept connections", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_stops_starts_and_restarts_and_its_database_follows()
    {
        await SucceedsAsync("resource", "postgres", "stop");
        Assert.NotEqual("Running", $"{(await host.DescribeAsync("muejam"))["state"]}");
        await SucceedsAsync("resource", "postgres", "start");
        await SucceedsAsync("wait", "muejam", "--timeout", "120");
        await SucceedsAsync("resource", "redis", "restart");
        await SucceedsAsync("wait", "redis", "--timeout", "120");
        await SucceedsAsync("wait", "api", "--timeout", "120");
        Assert.Equal("Healthy", $"{(await host.DescribeAsync("muejam"))["healthStatus"]}");
    }

    [Fact]
    public async Task A_command_of_a_resource_runs()
    {
        await SucceedsAsync("resource", "api", "seed");
        using var http = new HttpClient { BaseAddress = await host.AddressAsync("api") };
        using var stories = JsonDocument.Parse(await http.GetStringAsync("/v1/stories"));
        Assert.NotEmpty(stories.RootElement.GetProperty("data").EnumerateArray());
    }

    [Theory]
    [InlineData("0d", "would delete everything")]
    [InlineData("soon", "is no duration")]
    public async Task A_value_that_cannot_be_is_refused_with_the_reason(string age, string reason)
    {
        var (exitCode, output) = await host.Cli.RunAsync(
            "resource",
            "prometheus",
            "clean",
            "--older-than",
            age,
            "--yes"
        );
        Assert.NotEqual(0, exitCode);
        Assert.Contains(reason, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_writes_telemetry_and_logs_of_all()
    {
        using var folder = TemporaryFolder.Create("muejam-export-");
        var file = Path.Combine(folder.FullName, "export.zip");
        await SucceedsAsync("export", "--output", file);
        using var archive = System.IO.Compression.ZipFile.OpenRead(file);
        Assert.Contains(archive.Entries, entry => entry.FullName.Contains("redis", StringComparison.Ordinal));
        Assert.Contains(
            archive.Entries,
            entry => entry.FullName.Contains("traces", StringComparison.OrdinalIgnoreCase)
        );
    }

    private async Task SucceedsAsync(params string[] arguments)
    {
        var (exitCode, output) = await host.Cli.RunAsync(arguments);
        Assert.True(exitCode == 0, $"aspire {string.Join(' ', arguments)}: {output}");
    }
}
