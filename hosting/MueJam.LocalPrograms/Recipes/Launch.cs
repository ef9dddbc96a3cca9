using MueJam.LocalPrograms.Files;

namespace MueJam.LocalPrograms.Recipes;

/// <summary>A container as a program of this machine: every value resolved, every path outside.</summary>
/// <param name="Root">The container's file system.</param>
/// <param name="Entrypoint">Replaces the image's entry point when not null.</param>
/// <param name="Arguments">The container's arguments.</param>
/// <param name="Variables">The container's environment.</param>
/// <param name="Ports">Container port to the port that the program listens on.</param>
/// <param name="Temporary">A folder elsewhere, which goes with the AppHost.</param>
internal sealed record Launch(
    ContainerRoot Root,
    string? Entrypoint,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Variables,
    IReadOnlyDictionary<int, int> Ports,
    Lazy<TemporaryFolder> Temporary
)
{
    /// <summary>Made when it is first asked for.</summary>
    public TemporaryFolder TemporaryFolder => Temporary.Value;

    /// <summary>The port that the program listens on for one of the container's.</summary>
    public int Port(int containerPort) => Ports[containerPort];
}
