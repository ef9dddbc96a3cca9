using MueJam.LocalPrograms.Files;
using MueJam.Tests.Support;

namespace MueJam.Tests.Host.Operations;

/// <summary>The whole stack as a process, operated from a shell. It calls a dead-man's switch of ours and, where we are root, has no Grafana.</summary>
public sealed class OperatedHost : IAsyncLifetime
{
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>A file system on which the page that stands for Grafana is not built and cannot be.</summary>
    private const string WithoutPreview = "mount -t tmpfs -o ro tmpfs ../embedded/grafana-preview/obj; exec dotnet \"$@\"";

    private readonly TemporaryFolder _state = TemporaryFolder.Create("muejam-operated-");
    private HostProcess? _host;

    /// <summary>Only root can hide files from the host; CI is root.</summary>
    internal static bool HasNoGrafana => Environment.IsPrivilegedProcess;

    internal string State => _state.FullName;

    internal DeadMansSwitch DeadMansSwitch { get; } = new();

    public async Task InitializeAsync()
    {
        _host = HostProcess.Start(
            HasNoGrafana ? ["unshare", "--mount", "bash", "-c", WithoutPreview, "host"] : ["dotnet"],
            [$"--LocalPrograms:StateDirectory={State}", "--DcpPublisher:RandomizePorts=true"],
            ("DEADMANSSWITCH_URL", DeadMansSwitch.Address));
        await _host.PrintsAsync(" is up. State, logs", Start);
    }

    public async Task DisposeAsync()
    {
        await (_host?.DisposeAsync() ?? ValueTask.CompletedTask);
        await DeadMansSwitch.DisposeAsync();
        _state.Dispose();
    }

    /// <summary>Starts a command.</summary>
    internal HostProcess Ops(params string[] arguments) => HostProcess.Start(["ops", .. arguments, "--stack", $"{_host!.Id}"]);

    /// <summary>Runs a command to its end.</summary>
    internal async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        await using var shell = Ops(arguments);
        return (await shell.ExitedAsync(Limit), shell.Output);
    }
}
