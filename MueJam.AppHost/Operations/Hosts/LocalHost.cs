using System.Diagnostics;

namespace MueJam.AppHost.Operations.Hosts;

/// <summary>A resource that runs as a program of this machine: its volumes are folders here.</summary>
internal sealed class LocalHost(IReadOnlyList<VolumeSnapshot> volumes) : ResourceHost
{
    public override ProcessStartInfo Program(string name, IEnumerable<string> arguments)
        => new(LocalProgram.Find(name) ?? throw new OperationException($"The program {name} is not on the PATH. On Debian and Ubuntu: sudo apt-get install -y postgresql-client"), arguments);

    public override Task CopyOutAsync(string folder, string target, CancellationToken cancellationToken) => CopyAsync(Outside(folder), target, cancellationToken);

    public override Task CopyInAsync(string source, string folder, CancellationToken cancellationToken) => CopyAsync(source, Outside(folder), cancellationToken);

    public override Task MoveAsync(string from, string to, CancellationToken cancellationToken)
    {
        Directory.Move(Outside(from), Outside(to));
        return Task.CompletedTask;
    }

    public override Task DeleteAsync(string folder, CancellationToken cancellationToken)
    {
        if (Directory.Exists(Outside(folder)))
        {
            Directory.Delete(Outside(folder), recursive: true);
        }

        return Task.CompletedTask;
    }

    public override Task<bool> ExistsAsync(string folder, CancellationToken cancellationToken) => Task.FromResult(Directory.Exists(Outside(folder)));

    private string Outside(string path)
        => volumes.Where(volume => path == volume.Target || path.StartsWith($"{volume.Target}/", StringComparison.Ordinal)).MaxBy(volume => volume.Target.Length) is { Source: { } source } found
            ? source + path[found.Target.Length..]
            : throw new OperationException($"{path} is on no volume: it cannot be reached from outside.");

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
