using System.Diagnostics;
using MueJam.LocalPrograms.StandIns;

namespace MueJam.Operations.Stack;

/// <summary>A resource that runs as a program of this machine: its files are here.</summary>
internal sealed class LocalHost(LocalProgramResource program) : ResourceHost
{
    public override ProcessStartInfo Program(string name, IEnumerable<string> arguments) =>
        new(
            LocalProgram.Find(name)
                ?? throw new OperationException(
                    $"The program {name} is not on the PATH. On Debian and Ubuntu: sudo apt-get install -y "
                        + "postgresql-client"
                ),
            arguments
        );

    public override Task CopyOutAsync(string folder, string target, CancellationToken cancellationToken) =>
        CopyAsync(program.Resolve(folder), target, cancellationToken);

    public override Task CopyInAsync(string source, string folder, CancellationToken cancellationToken) =>
        CopyAsync(source, program.Resolve(folder), cancellationToken);

    public override Task MoveAsync(string from, string to, CancellationToken cancellationToken)
    {
        Directory.Move(program.Resolve(from), program.Resolve(to));
        return Task.CompletedTask;
    }

    public override Task DeleteAsync(string folder, CancellationToken cancellationToken)
    {
        if (Directory.Exists(program.Resolve(folder)))
        {
            Directory.Delete(program.Resolve(folder), recursive: true);
        }

        return Task.CompletedTask;
    }

    public override Task<bool> ExistsAsync(string folder, CancellationToken cancellationToken) =>
        Task.FromResult(Directory.Exists(program.Resolve(folder)));

    /// <remarks>What is in it: the folder itself is a link to its volume.</remarks>
    protected override async Task<string> MeasureAsync(string folder, CancellationToken cancellationToken) =>
        (await LocalProgram.RunAsync("du", ["-sk", $"{program.Resolve(folder)}/."], cancellationToken)).Output;

    private static async Task CopyAsync(string from, string to, CancellationToken cancellationToken)
    {
        // An empty folder is copied, too: a Prometheus that has measured nothing yet has an empty snapshot.
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            await using var source = File.OpenRead(file);
            await using var target = new FileStream(copy, FileMode.CreateNew);
            await source.CopyToAsync(target, cancellationToken);
        }
    }
}
