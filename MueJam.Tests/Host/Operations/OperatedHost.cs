using MueJam.LocalPrograms.Files;

namespace MueJam.Tests.Host.Operations;

/// <summary>
/// The whole stack as a process, operated from a shell. It calls a dead-man's switch of ours and, where we are root,
/// has no Grafana.
/// </summary>
public sealed class OperatedHost : IAsyncLifetime
{
    /// <summary>A file system on which the page that stands for Grafana is not built and cannot be.</summary>
    private const string WithoutPreview =
        "mount -t tmpfs -o ro tmpfs ../hosting/grafana-preview/obj; exec dotnet \"$@\"";

    /// <summary>Where people find its pages, each below it.</summary>
    internal const string PublicUrl = "https://monitoring.example.com";

    private readonly TemporaryFolder _state = TemporaryFolder.Create("muejam-operated-");

    /// <summary>Only root can hide files from the host; CI is root.</summary>
    internal static bool HasNoGrafana => Environment.IsPrivilegedProcess;

    internal string State => _state.FullName;

    internal DeadMansSwitch DeadMansSwitch { get; } = new();

    internal HomedHost Host { get; private set; } = null!;

    public async Task InitializeAsync() =>
        Host = await HomedHost.StartAsync(
            State,
            HasNoGrafana ? ["unshare", "--mount", "bash", "-c", WithoutPreview, "host"] : null,
            ("DEADMANSSWITCH_URL", DeadMansSwitch.Address),
            ("PublicUrls__Prometheus", $"{PublicUrl}/metrics"),
            ("PublicUrls__Alertmanager", $"{PublicUrl}/alerts/")
        );

    public async Task DisposeAsync()
    {
        await (Host?.DisposeAsync() ?? ValueTask.CompletedTask);
        await DeadMansSwitch.DisposeAsync();
        _state.Dispose();
    }
}
