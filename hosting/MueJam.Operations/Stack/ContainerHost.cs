using System.Diagnostics;

namespace MueJam.Operations.Stack;

/// <summary>A resource in a container, reached by the engine's own command line.</summary>
/// <param name="container">The container's id.</param>
internal sealed class ContainerHost(string container) : ResourceHost
{
    private static readonly string Engine =
        Environment.GetEnvironmentVariable("ASPIRE_CONTAINER_RUNTIME") is { Length: > 0 } named ? named
        : LocalProgram.Find("docker") is not null ? "docker"
        : "podman";

    public override ProcessStartInfo Program(string name, IEnumerable<string> arguments) =>
        new(Engine, ["exec", "-i", container, name, .. arguments]);

    public override Task CopyOutAsync(string folder, string target, CancellationToken cancellationToken) =>
        RunAsync(["cp", $"{container}:{folder}", target], cancellationToken);

    /// <remarks>
    /// With <c>-a</c> the files belong to the container's user, who must be able to delete them later.
    /// </remarks>
    public override Task CopyInAsync(string source, string folder, CancellationToken cancellationToken) =>
        RunAsync(["cp", "-a", source, $"{container}:{folder}"], cancellationToken);

    public override Task MoveAsync(string from, string to, CancellationToken cancellationToken) =>
        RunAsync(["exec", container, "mv", from, to], cancellationToken);

    public override Task DeleteAsync(string folder, CancellationToken cancellationToken) =>
        RunAsync(["exec", container, "rm", "-rf", folder], cancellationToken);

    public override async Task<bool> ExistsAsync(string folder, CancellationToken cancellationToken) =>
        (await LocalProgram.RunAsync(Engine, ["exec", container, "test", "-d", folder], cancellationToken)).ExitCode
        == 0;

    protected override async Task<string> MeasureAsync(string folder, CancellationToken cancellationToken) =>
        (await LocalProgram.RunAsync(Engine, ["exec", container, "du", "-sk", folder], cancellationToken)).Output;

    private static async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await LocalProgram.RunAsync(Engine, arguments, cancellationToken);
        if (exitCode != 0)
        {
            throw new OperationException($"{Engine} {string.Join(' ', arguments)} failed: {output.Trim()}");
        }
    }
}
