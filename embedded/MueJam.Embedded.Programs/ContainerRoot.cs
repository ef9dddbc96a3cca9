using System.Text.RegularExpressions;

namespace MueJam.Embedded.Programs;

/// <summary>A container's file system as far as its program needs it: a folder with a link for each mount and the files written for it.</summary>
/// <remarks>The layout is the container's, so relative paths in configuration files lead to the same files.</remarks>
internal sealed class ContainerRoot
{
    private readonly IReadOnlyList<string> _known;

    private ContainerRoot(string path, IEnumerable<string> known)
    {
        Path = path;
        _known = [.. known.Distinct().OrderByDescending(p => p.Length)];
    }

    /// <summary>Where <c>/</c> of the container is.</summary>
    public string Path { get; }

    /// <summary>Makes the folder anew.</summary>
    /// <param name="path">Where.</param>
    /// <param name="launch">Whose.</param>
    /// <param name="owner">The program's user, when it is not the host's.</param>
    public static ContainerRoot Create(string path, ContainerLaunch launch, UnixUser? owner)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        Directory.CreateDirectory(path);
        var root = new ContainerRoot(path, launch.Mounts.Select(m => m.Target).Concat(launch.Files.Select(f => System.IO.Path.GetDirectoryName(f.Target)!)));
        foreach (var mount in launch.Mounts.OrderBy(m => m.Target.Length))
        {
            root.Link(mount, owner);
        }

        foreach (var file in launch.Files)
        {
            root.Write(file, owner);
        }

        owner?.Own(path);
        return root;
    }

    /// <summary>The place outside of a path inside.</summary>
    public string Resolve(string target) => Path + target;

    /// <summary>A text with every known path replaced by its place outside; addresses are left alone.</summary>
    public string Map(string text)
        => _known.Count == 0 ? text : Regex.Replace(text, $@"(?<![\w/.-])(?:{string.Join('|', _known.Select(Regex.Escape))})(?![\w.-])", match => Path + match.Value);

    private void Link(ContainerMount mount, UnixUser? owner)
    {
        if (mount.IsVolume && !Directory.Exists(mount.Source))
        {
            Directory.CreateDirectory(mount.Source);
            owner?.Own(mount.Source);
        }

        if (!Directory.Exists(mount.Source) && !File.Exists(mount.Source))
        {
            throw new ProgramStartException($"{mount.Source} does not exist; {mount.Target} of the container should be that folder. Create it, or correct the path in the model.");
        }

        var link = Resolve(mount.Target);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(link)!);
        File.CreateSymbolicLink(link, mount.Source);
    }

    private void Write(ContainerFileContent file, UnixUser? owner)
    {
        var path = Resolve(file.Target);
        var folder = Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        owner?.Own(folder.FullName);
        var mode = file.Mode ?? (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        if (file.SourcePath is not null)
        {
            File.Copy(file.SourcePath, path, overwrite: true);
        }
        else
        {
            // Made for its owner alone, before a secret is in it.
            using var stream = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            using var writer = new StreamWriter(stream);
            writer.Write(Map(file.Contents ?? ""));
        }

        File.SetUnixFileMode(path, mode);
        owner?.Own(path);
    }
}
