using System.Text.RegularExpressions;
using MueJam.LocalPrograms.Files;

namespace MueJam.Tests.Host;

public sealed class SettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = TemporaryFolder.Create("muejam-settings-");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("POSTGRES_PASSWORD", "p@ss'w ord", "POSTGRES_PASSWORD may hold letters, digits")]
    [InlineData("REDIS_PASSWORD", "a,b", "REDIS_PASSWORD may hold letters, digits")]
    [InlineData("SLACK_WEBHOOK_URL", "not an address", "SLACK_WEBHOOK_URL is not an http(s) address")]
    [InlineData("DEADMANSSWITCH_URL", "ftp://switch", "DEADMANSSWITCH_URL is not an http(s) address")]
    [InlineData("PAGERDUTY_SERVICE_KEY", "0123456789abcdef", "PAGERDUTY_SERVICE_KEY is no integration key: 32 letters")]
    [InlineData("Api__Instances", "many", "Api:Instances is 'many': how many of the API run, from 1 to 16.")]
    [InlineData("Api__Instances", "0", "Api:Instances is '0': how many of the API run, from 1 to 16.")]
    [InlineData("Secrets__Folder", "/no/such/folder", "Secrets:Folder is '/no/such/folder', which is no folder")]
    [InlineData(
        "SMTP_PASSWORD_FILE",
        "/no/such/file",
        "SMTP_PASSWORD_FILE names '/no/such/file', which cannot be read: Could not find"
    )]
    [InlineData("SMTP_PASSWORD_FILE", "/dev/null", "SMTP_PASSWORD_FILE names '/dev/null', which is empty.")]
    [InlineData("Stack", "two words", "Stack is 'two words'. Use letters, digits and '-' only.")]
    [InlineData(
        "PublicUrls__Grafana",
        "grafana.example.com",
        "PublicUrls:Grafana is no address that people can follow"
    )]
    [InlineData(
        "PublicUrls__Grafana",
        "https://grafana.example.com/?orgId=1",
        "PublicUrls:Grafana is no address that people can follow"
    )]
    [InlineData(
        "PublicUrls__Graphana",
        "https://grafana.example.com",
        "PublicUrls:Graphana: there is no such page. There are Grafana,"
    )]
    public async Task A_value_that_cannot_work_ends_the_start_with_its_name_and_remedy(
        string name,
        string value,
        string message
    ) => await EndsAsync(message, (name, value));

    [Fact]
    public async Task Several_instances_cannot_have_one_port_for_metrics() =>
        await EndsAsync(
            "Metrics:Port is one port, and Api:Instances are 2",
            ("Api__Instances", "2"),
            ("Metrics__Port", "8001")
        );

    [Theory]
    [InlineData("--help", 0, "--Run=Containers|Programs")]
    [InlineData("--Sead:Stories=1", 2, "There is no setting 'Sead:Stories'. --help lists the names.")]
    [InlineData("status", 2, "'status' is no setting. Write --name=value; --help lists the names.")]
    [InlineData("--Run=Sometimes", 1, "Run is 'Sometimes'. Use Run=Containers or Run=Programs, or leave it out.")]
    [InlineData("--Seed:Stories=abc", 1, "Seed:Stories must be a number from 1 to 10000000, not 'abc'.")]
    [InlineData("--Seed:Whispers=-1", 1, "Seed:Whispers must be a number from 0 to 10000000, not '-1'.")]
    [InlineData("--Cors:Origins=banana", 1, "Cors:Origins holds 'banana': origins such as https://muejam.example")]
    [InlineData("--Proxies:Trusted=banana", 1, "Proxies:Trusted holds 'banana': addresses and networks such as")]
    [InlineData("--Monitoring:prometheus=/nonexistent", 1, "Monitoring:prometheus is '/nonexistent': there is no")]
    [InlineData("--Monitoring:prometeus=/tmp", 1, "Monitoring:prometeus: there is no such tool. There are prometheus,")]
    [InlineData("--DcpPublisher:RandomizePorts=perhaps", 1, "'DcpPublisher:RandomizePorts'")]
    public async Task An_argument_that_is_wrong_is_answered_in_a_line(string argument, int exitCode, string message)
    {
        await using var host = HostProcess.Start([argument]);
        Assert.Equal(exitCode, await host.ExitedAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains(message, host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_setting_that_the_README_names_is_known()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "README.md"))
            .SkipWhile(line => line != "| setting | meaning |")
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Where(line => !line.Contains("(environment only)", StringComparison.Ordinal));
        var names = rows.SelectMany(row =>
                Regex.Matches(row.Split('|')[1], "`([^`]+)`").Select(name => name.Groups[1].Value)
            )
            .ToList();
        Assert.Contains("Cors:Origins", names);
        // The one that is wrong comes last: nothing before it is.
        await using var host = HostProcess.Start([.. names.Select(name => $"--{name}=x"), "--Sead:Stories=1"]);
        Assert.Equal(2, await host.ExitedAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains("There is no setting 'Sead:Stories'", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_is_not_printed()
    {
        await using var host = HostProcess.Start([], ("POSTGRES_PASSWORD", "hush hush"));
        Assert.Equal(1, await host.ExitedAsync(TimeSpan.FromSeconds(30)));
        Assert.DoesNotContain("hush", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_env_file_that_is_a_folder_ends_the_start() =>
        await EndsAsync("it is a folder", ("MUEJAM_ENV_FILE", _folder.FullName));

    [Fact]
    public async Task An_env_file_named_but_missing_ends_the_start() =>
        await EndsAsync("does not exist", ("MUEJAM_ENV_FILE", Path.Combine(_folder.FullName, "none.env")));

    [Theory]
    [InlineData(
        "# fine\nPOSTGRES_PASSWORD=fine\n\nSLACK_WEBHOK_URL=https://hooks.example/secret",
        "line 4: there is no setting 'SLACK_WEBHOK_URL'"
    )]
    [InlineData("POSTGRES_PASWORD=hush", "line 1: there is no setting 'POSTGRES_PASWORD'")]
    [InlineData("POSTGRES_PASSWORD hush", "line 1: write NAME=value")]
    [InlineData("=hush", "line 1: write NAME=value")]
    public async Task A_line_of_the_env_file_that_nothing_reads_is_named(string content, string message)
    {
        var file = Path.Combine(_folder.FullName, "test.env");
        await File.WriteAllTextAsync(file, content);
        await using var host = HostProcess.Start([], ("MUEJAM_ENV_FILE", file));
        Assert.Equal(1, await host.ExitedAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains(message, host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_env_file_takes_the_names_of_the_example_and_of_every_section()
    {
        var file = Path.Combine(_folder.FullName, "test.env");
        var example = await File.ReadAllTextAsync(Path.Combine(Repository.Root, ".env.example"));
        await File.WriteAllTextAsync(
            file,
            $"{example}\nexport Seed__Stories=5\nReDiS_password=fine\nASPNETCORE_ENVIRONMENT=Development\n"
        );
        // Read to its end: the one that is wrong is not in it.
        await EndsAsync("Run is 'Sometimes'", ("MUEJAM_ENV_FILE", file), ("Run", "Sometimes"));
    }

    [Fact]
    public async Task The_environment_wins_over_the_env_file()
    {
        var file = Path.Combine(_folder.FullName, "test.env");
        await File.WriteAllTextAsync(file, "# a comment\nPOSTGRES_PASSWORD=in-file\nREDIS_PASSWORD=not valid\n");
        await EndsAsync("REDIS_PASSWORD may hold letters, digits", ("MUEJAM_ENV_FILE", file));
        await EndsAsync(
            "POSTGRES_PASSWORD may hold letters, digits",
            ("MUEJAM_ENV_FILE", file),
            ("POSTGRES_PASSWORD", "of the environment")
        );
    }

    private static async Task EndsAsync(string message, params (string, string)[] environment)
    {
        await using var host = HostProcess.Start([], environment);
        Assert.Equal(1, await host.ExitedAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains(message, host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", host.Output, StringComparison.Ordinal);
    }
}
