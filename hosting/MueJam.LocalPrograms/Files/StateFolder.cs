using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace MueJam.LocalPrograms.Files;

/// <summary>Where volumes lie and what belongs to the current run; one AppHost at a time has it.</summary>
internal sealed class StateFolder : IDisposable
{
    public const string Setting = "LocalPrograms:StateDirectory";

    private readonly TemporaryFolder? _temporary;
    private FileStream? _lock;

    private StateFolder(string path, TemporaryFolder? temporary = null) => (FullName, _temporary) = (path, temporary);

    public string FullName { get; }

    /// <summary>
    /// The setting; a temporary folder where ports are random, as under test; else <c>.muejam</c> beside the AppHost's
    /// project.
    /// </summary>
    public static StateFolder From(IConfiguration configuration, string appHostDirectory)
    {
        if (configuration[Setting] is { Length: > 0 } configured)
        {
            return new StateFolder(Path.GetFullPath(configured));
        }

        if (configuration.GetValue<bool>("DcpPublisher:RandomizePorts"))
        {
            var folder = TemporaryFolder.Create("muejam-programs-");
            return new StateFolder(folder.FullName, folder);
        }

        return new StateFolder(Path.GetFullPath(Path.Combine(appHostDirectory, "..", ".muejam")));
    }

    public string Volume(string name) => Path.Combine(FullName, "volumes", name);

    /// <summary>The container's file system of a resource.</summary>
    public string Root(string resource) => Path.Combine(FullName, "run", resource);

    /// <summary>Takes the folder for this process.</summary>
    /// <exception cref="ProgramException">Another AppHost has it.</exception>
    public void Lock()
    {
        PrivateFolder.CreatePassage(FullName);
        var owner = Path.Combine(FullName, "apphost.pid");
        try
        {
            _lock = new FileStream(
                Path.Combine(FullName, "apphost.lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (IOException)
        {
            var process = File.Exists(owner) ? File.ReadAllText(owner) : "unknown";
            throw new ProgramException(
                $"Another AppHost (process {process}) runs on {FullName}. Stop it first, or give this one a "
                    + $"folder of its own: --{Setting}=..."
            );
        }

        File.WriteAllText(owner, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        _lock?.Dispose();
        _temporary?.Dispose();
    }
}
