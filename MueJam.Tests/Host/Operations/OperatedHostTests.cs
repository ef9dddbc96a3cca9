using System.Net;

namespace MueJam.Tests.Host.Operations;

/// <summary>Commands from a shell, on a stack whose programs can be taken away and held.</summary>
public sealed class OperatedHostTests(OperatedHost operated) : IClassFixture<OperatedHost>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("prometheus", "status")]
    [InlineData("prometheus", "doctor")]
    [InlineData("prometheus", "reload")]
    [InlineData("prometheus", "clean", "--older-than <value>", "Such as 30d", "--yes")]
    [InlineData("alertmanager", "reload")]
    [InlineData("alertmanager", "test-alert", "critical, warning, info", "--component <value>", "--wait-resolved")]
    [InlineData("alertmanager", "silences")]
    [InlineData(
        "alertmanager",
        "silence",
        "--matchers <value>",
        "--duration <value>",
        "--starts <value>",
        "--author <value>",
        "--comment <value>"
    )]
    [InlineData("alertmanager", "end-silence", "--id <value>")]
    [InlineData("postgres", "backup", "--folder <value>")]
    [InlineData("postgres", "restore", "--folder <value>", "--overwrite", "--check", "--yes")]
    public async Task Every_command_has_help(string resource, string command, params string[] parts)
    {
        var (exitCode, output) = await operated.Host.RunAsync(resource, command, "--help");
        Assert.True(exitCode == 0, output);
        Assert.All((string[])[command, .. parts], part => Assert.Contains(part, output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("prometheus", "clean", "'--older-than' was not provided")]
    [InlineData("prometheus", "clean --older-than soon", "'soon' is no duration")]
    [InlineData("prometheus", "clean --older-than 9000d --sure", "'--sure'")]
    [InlineData("alertmanager", "test-alert --severity dire", "critical, warning, info")]
    [InlineData("alertmanager", "silence --matchers nonsense --comment x", "'nonsense' is no matcher")]
    [InlineData("alertmanager", "silence --matchers a=b --comment x --duration long", "'long' is no duration over 0")]
    [InlineData("alertmanager", "silence --matchers a=b --comment x --starts soon", "'soon' is no time")]
    [InlineData("alertmanager", "silence --matchers a=b", "'--comment' was not provided")]
    [InlineData("alertmanager", "end-silence --id 1234", "No silence in force has the id '1234'")]
    [InlineData("postgres", "backup --folder here", "'here' is relative")]
    [InlineData("postgres", "restore --yes", "'--folder' was not provided")]
    [InlineData("prometheus", "stratus", "stratus")]
    public async Task A_wrong_command_line_is_refused_with_what_is_wrong(
        string resource,
        string command,
        string message
    )
    {
        var parts = command.Split(' ');
        var (exitCode, output) = await operated.Host.RunAsync(resource, parts[0], parts[1..]);
        Assert.NotEqual(0, exitCode);
        Assert.Contains(message, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prometheus", "status", "postgres-exporter")]
    [InlineData("prometheus", "reload", "The files are in effect.")]
    [InlineData("alertmanager", "reload", "The files are in effect.")]
    [InlineData("alertmanager", "silences", "Nothing is silenced.")]
    [InlineData("prometheus", "clean --older-than 9000d", "Nothing is older than 9000d")]
    [InlineData("alertmanager", "test-alert --severity info", "delivered to the inbox")]
    public async Task A_command_that_succeeds_says_so_with_exit_code_0(string resource, string command, string message)
    {
        var parts = command.Split(' ');
        var (exitCode, output) = await operated.Host.RunAsync(resource, parts[0], parts[1..]);
        Assert.True(exitCode == 0, output);
        Assert.Contains(message, output, StringComparison.Ordinal);
    }

    /// <summary>A proxy leads people to the gate, under a name and a path of its own.</summary>
    [Fact]
    public async Task Links_lead_to_the_public_addresses_and_the_gate_answers_to_their_name()
    {
        using var gate = new HttpClient { BaseAddress = await operated.Host.AddressAsync("gate", "prometheus") };
        Assert.Equal(
            $"{OperatedHost.PublicUrl}/metrics",
            $"{(await gate.JsonAsync("/api/v1/status/flags"))["data"]!["web.external-url"]}"
        );
        var watchdog = await Eventually.GetAsync(
            async token =>
                (await gate.JsonAsync("/api/v1/alerts", token))["data"]!["alerts"]!
                    .AsArray()
                    .FirstOrDefault(alert => $"{alert!["labels"]!["alertname"]}" == "Watchdog"),
            alert => alert is not null
        );
        Assert.Equal(
            $"{OperatedHost.PublicUrl}/alerts/docs/runbooks/Watchdog.md",
            $"{watchdog!["annotations"]!["runbook_url"]}"
        );

        var inbox = await operated.Host.AddressAsync("inbox", "http");
        var (exitCode, output) = await operated.Host.RunAsync("alertmanager", "test-alert", "--severity", "info");
        Assert.True(exitCode == 0, output);
        using var people = new HttpClient { BaseAddress = inbox };
        Assert.Contains(
            $"Runbook: {OperatedHost.PublicUrl}/alerts/docs/operations.md",
            $"{(await people.JsonAsync("/api/notifications")).AsArray()[0]!["email"]!["text"]}",
            StringComparison.Ordinal
        );

        // The path before it is the proxy's.
        using var page = new HttpRequestMessage(HttpMethod.Get, "/alerts?x=1")
        {
            Headers = { { "Accept", "text/html" } },
        };
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false })
        {
            BaseAddress = gate.BaseAddress,
        };
        using var moved = await browser.SendAsync(page);
        Assert.Equal("classic/alerts?x=1", moved.Headers.Location!.OriginalString);

        Assert.Equal(HttpStatusCode.OK, await ReloadAsync(gate, "monitoring.example.com", OperatedHost.PublicUrl));
        Assert.Equal(
            HttpStatusCode.Forbidden,
            await ReloadAsync(gate, "monitoring.example.com", "https://elsewhere.example.com")
        );
        Assert.Equal(
            HttpStatusCode.BadRequest,
            await ReloadAsync(gate, "elsewhere.example.com", OperatedHost.PublicUrl)
        );
    }

    private static async Task<HttpStatusCode> ReloadAsync(HttpClient gate, string host, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/-/reload") { Headers = { Host = host } };
        request.Headers.Add("Origin", origin);
        using var answer = await gate.SendAsync(request);
        return answer.StatusCode;
    }

    [Fact]
    public async Task What_is_not_available_here_is_noted_and_left_out_and_is_no_fault()
    {
        if (!OperatedHost.HasNoGrafana)
        {
            return;
        }

        var host = operated.Host;
        var (_, diagnosis) = await Eventually.GetAsync(
            _ => host.RunAsync("prometheus", "doctor"),
            answer => answer.ExitCode == 0,
            TimeSpan.FromMinutes(2)
        );
        Assert.Contains("note: grafana is not available on this machine.", diagnosis, StringComparison.Ordinal);
        Assert.Contains("note: Grafana is not available on this machine.", diagnosis, StringComparison.Ordinal);
        Assert.Matches(@"grafana\s+│\s+⚠ not available", (await host.RunAsync("prometheus", "status")).Output);

        var target = Path.Combine(operated.State, "backup");
        foreach (
            var command in (string[][])
                [
                    ["backup", "--folder", target],
                    ["restore", "--folder", target, "--overwrite", "--yes"],
                ]
        )
        {
            var (exitCode, output) = await host.RunAsync("postgres", command[0], command[1..]);
            Assert.True(exitCode == 0, output);
            Assert.Contains("grafana: left out, ", output, StringComparison.Ordinal);
        }
    }

    /// <summary>Prometheus is held, so that the signal finds the command at work.</summary>
    [Fact]
    public async Task An_interrupted_command_leaves_nothing_half_done()
    {
        var host = operated.Host;
        var target = Path.Combine(operated.State, "interrupted");
        await StackProgram.SignalAsync("STOP", "prometheus --config", operated.State);
        try
        {
            await using var shell = await host.Cli.StartAsync("resource", "postgres", "backup", "--folder", target);
            await Eventually.GetAsync(
                _ => Task.FromResult(Directory.Exists($"{target}.unfinished/prometheus")),
                isAtWork => isAtWork
            );
            // A terminal gives it to both; dotnet leaves it to the tool that it runs.
            await StackProgram.SignalAsync(
                "INT",
                "/aspire --non-interactive --nologo resource postgres backup",
                operated.State
            );
            Assert.NotEqual(0, await shell.ExitedAsync(Limit));
        }
        finally
        {
            await StackProgram.SignalAsync("CONT", "prometheus --config", operated.State);
        }

        await host.LogsAsync("postgres", "'backup' was interrupted.");
        await Eventually.GetAsync(_ => Task.FromResult(Left()), left => left.Count == 0);
        Assert.Equal(0, (await host.RunAsync("prometheus", "status")).ExitCode);

        List<string> Left() =>
            [
                .. Directory.EnumerateDirectories(operated.State, "interrupted*"),
                .. Directory
                    .EnumerateDirectories(operated.State, "snapshots", SearchOption.AllDirectories)
                    .SelectMany(Directory.EnumerateDirectories),
            ];
    }

    [Fact]
    public async Task The_configured_dead_mans_switch_is_called()
    {
        var call = await operated.DeadMansSwitch.CalledAsync(TimeSpan.FromMinutes(3));
        Assert.Equal("dead-mans-switch", $"{call["receiver"]}");
        Assert.Equal("Watchdog", $"{Assert.Single(call["alerts"]!.AsArray())!["labels"]!["alertname"]}");
    }
}
