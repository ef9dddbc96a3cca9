using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using MueJam.LocalPrograms.Files;

namespace MueJam.Tests.Host;

/// <summary>The AppHost as a process, on a state folder of its own.</summary>
public sealed class HostTests : IDisposable
{
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Stop = TimeSpan.FromSeconds(40);

    private readonly TemporaryFolder _folder = TemporaryFolder.Create("muejam-host-");
    private readonly DirectoryInfo _state;
    private readonly DirectoryInfo _temporary;
    private readonly DirectoryInfo _home;

    public HostTests()
    {
        _state = Directory.CreateDirectory(Path.Combine(_folder.FullName, "state"));
        _temporary = Directory.CreateDirectory(Path.Combine(_folder.FullName, "temporary"));
        _home = Directory.CreateDirectory(Path.Combine(_folder.FullName, "home"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_stopped_host_stops_everything_and_leaves_nothing()
    {
        // Deeper than the path of a socket may be.
        var deep = Path.Combine(_state.FullName, new string('d', 40));
        await using var host = StartHost([$"--LocalPrograms:StateDirectory={deep}"]);
        await host.PrintsAsync(HostProcess.Up, Start);
        // In 80 columns a resource is on one line, whatever its links.
        Assert.Matches(@"│ inbox +│ Healthy +│ (http|smtp)://", host.Output);
        await host.SignalAsync("TERM");
        Assert.Equal(0, await host.ExitedAsync(Stop));
        await NothingIsLeftAsync();
        Assert.Matches(
            "cluster state: +shut down\n",
            await ControlDataAsync(Path.Combine(deep, "volumes", "muejam-postgres-data"))
        );
        Assert.Matches(
            "cluster state: +shut down in recovery\n",
            await ControlDataAsync(Path.Combine(deep, "volumes", "muejam-postgres-replica-data"))
        );
    }

    [Fact]
    public async Task Killing_the_host_leaves_no_process_behind_and_the_next_start_opens_the_data()
    {
        await using (var killed = StartHost())
        {
            await killed.PrintsAsync(HostProcess.Up, Start);
            await killed.SignalAsync("KILL");
            await killed.ExitedAsync(Stop);
            await NothingIsLeftAsync();
        }

        await using var host = StartHost();
        await host.PrintsAsync(HostProcess.Up, Start);
    }

    [Fact]
    public async Task Promtool_has_nothing_to_say_about_the_metrics_that_are_ours()
    {
        await using var host = StartHost();
        await host.PrintsAsync(HostProcess.Up, Start);
        var api = Regex.Match(host.Output, @"\bapi\b[^\n]*?(http://[\w.:]+)").Groups[1].Value;
        using var http = new HttpClient { BaseAddress = new Uri(api) };
        using var promtool = Process.Start(
            new ProcessStartInfo("promtool", ["check", "metrics"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var (output, errors) = (promtool.StandardOutput.ReadToEndAsync(), promtool.StandardError.ReadToEndAsync());
        var metrics = await http.GetStringAsync("/metrics");
        await promtool.StandardInput.WriteAsync(metrics);
        promtool.StandardInput.Close();
        await promtool.WaitForExitAsync();

        // Those of the libraries keep their conventions, the original's names are prescribed.
        var ours = new Regex("^(process|http_server_request_errors)_", RegexOptions.Multiline);
        Assert.Matches(ours, metrics);
        Assert.DoesNotMatch(ours, await output + await errors);
        Assert.Contains("db_query_count", await output + await errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_password_for_an_existing_volume_is_named_with_its_remedy()
    {
        await using (var first = StartHost(("POSTGRES_PASSWORD", "first-password")))
        {
            await first.PrintsAsync(HostProcess.Up, Start);
        }

        await using var host = StartHost(("POSTGRES_PASSWORD", "second-password"));
        Assert.NotEqual(0, await host.ExitedAsync(Start));
        Assert.Contains("Set POSTGRES_PASSWORD to the old password", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("second-password", host.Output, StringComparison.Ordinal);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_broken_prometheus_yml_is_named_with_its_line()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_state.FullName, "broken"));
        await File.WriteAllTextAsync(
            Path.Combine(folder.FullName, "prometheus.yml"),
            "global:\n  scrape_intervall: 10s\n"
        );

        await using var host = StartHost([$"--Monitoring:prometheus={folder.FullName}"]);
        Assert.NotEqual(0, await host.ExitedAsync(Start));
        Assert.Contains("prometheus.yml", host.Output, StringComparison.Ordinal);
        Assert.Contains("scrape_intervall", host.Output, StringComparison.Ordinal);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_with_its_owner()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 9093);
        taken.Start();
        await using var host = StartHost(["--DcpPublisher:RandomizePorts=false"]);
        Assert.NotEqual(0, await host.ExitedAsync(Start));
        Assert.Contains(
            $"Port 9093 is taken by dotnet (process {Environment.ProcessId}); gate needs it.",
            host.Output,
            StringComparison.Ordinal
        );
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_missing_program_without_root_is_named_with_the_command_that_installs_it()
    {
        // Only root can hide a program from the host and become another user; CI is root.
        if (!Environment.IsPrivilegedProcess)
        {
            return;
        }

        const string Hidden =
            "mount -t tmpfs tmpfs /usr/lib/postgresql; exec setpriv --reuid=65534 --regid=65534 --clear-groups "
            + "dotnet \"$@\"";
        File.SetUnixFileMode(_state.FullName, (UnixFileMode)0b111_111_111);
        await using var host = HostProcess.Start(
            ["unshare", "--mount", "bash", "-c", Hidden, "host"],
            [$"--LocalPrograms:StateDirectory={_state.FullName}", "--DcpPublisher:RandomizePorts=true"],
            ("HOME", _state.FullName)
        );
        Assert.True(await host.ExitedAsync(Start) == 1, host.Output);
        Assert.Contains(
            "There is no program for library/postgres. Run: sudo apt-get install -y postgresql",
            host.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_second_host_on_the_same_state_is_refused()
    {
        await using var first = StartHost();
        await first.PrintsAsync(HostProcess.Up, Start);
        await using var second = StartHost();
        Assert.NotEqual(0, await second.ExitedAsync(Stop));
        Assert.Contains($"{first.Id}", second.Output, StringComparison.Ordinal);
    }

    private HostProcess StartHost(params (string, string)[] environment) => StartHost([], environment);

    private HostProcess StartHost(string[] arguments, params (string, string)[] environment) =>
        HostProcess.Start(
            [$"--LocalPrograms:StateDirectory={_state.FullName}", "--DcpPublisher:RandomizePorts=true", .. arguments],
            [("TMPDIR", _temporary.FullName), ("HOME", _home.FullName), .. environment]
        );

    /// <summary>What a server that was stopped in order, or was not, has left written.</summary>
    private static async Task<string> ControlDataAsync(string volume)
    {
        var data = Path.GetDirectoryName(
            Directory.EnumerateFiles(volume, "PG_VERSION", SearchOption.AllDirectories).MinBy(path => path.Length)
        )!;
        var program = Directory
            .EnumerateFiles("/usr/lib/postgresql", "pg_controldata", SearchOption.AllDirectories)
            .Order()
            .Last();
        using var process = Process.Start(
            new ProcessStartInfo(program, [data]) { RedirectStandardOutput = true, Environment = { ["LC_ALL"] = "C" } }
        )!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }

    /// <summary>
    /// What is temporary of ours goes with the programs; .NET and the orchestrator have files of their own there.
    /// </summary>
    private async Task NothingIsLeftAsync()
    {
        await StackProgram.NoneRunsAsync(_folder.FullName);
        Assert.Empty(_temporary.EnumerateFileSystemInfos("muejam*"));
    }
}
