using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;

namespace MueJam.LocalPrograms.Files;

/// <summary>
/// A container's file system as far as its program needs it: a folder with a link for each mount and the files written
/// for it.
/// </summary>
/// <remarks>The layout is the container's, so relative paths in configuration files lead to the same files.</remarks>
internal sealed class ContainerRoot
{
    private const UnixFileMode Default =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly StateFolder _state;
    private readonly IReadOnlyList<ContainerMountAnnotation> _mounts;
    private readonly IReadOnlyList<string> _known;
    private readonly string _resource;

    /// <summary>Describes it; nothing is made yet.</summary>
    public ContainerRoot(StateFolder state, ContainerResource container)
    {
        _state = state;
        _resource = container.Name;
        Path = state.Root(container.Name);
        _mounts = [.. container.Annotations.OfType<ContainerMountAnnotation>()];
        _known =
        [
            .. _mounts
                .Select(mount => mount.Target)
                .Concat(
                    container
                        .Annotations.OfType<ContainerFileSystemCallbackAnnotation>()
                        .Select(files => files.DestinationPath.TrimEnd('/'))
                )
                .Distinct()
                .OrderByDescending(path => path.Length),
        ];
    }

    /// <summary>Where <c>/</c> of the container is.</summary>
    public string Path { get; }

    /// <summary>The place outside of a path inside.</summary>
    public string Resolve(string target) => Path + target;

    /// <summary>A text with every known path replaced by its place outside; addresses are left alone.</summary>
    public string Map(string text) =>
        _known.Count == 0
            ? text
            : Regex.Replace(
                text,
                $@"(?<![\w/.-])(?:{string.Join('|', _known.Select(Regex.Escape))})(?![\w.-])",
                match => Path + match.Value
            );

    /// <summary>Makes the folder anew.</summary>
    /// <param name="files">What is written into it, by folder.</param>
    /// <param name="owner">The program's user, when it is not the AppHost's.</param>
    public void Create(IEnumerable<(string Folder, IEnumerable<ContainerFileSystemItem> Items)> files, UnixUser? owner)
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }

        PrivateFolder.Create(Path, owner);
        foreach (var mount in _mounts.OrderBy(mount => mount.Target.Length))
        {
            Link(mount, owner);
        }

        foreach (var (folder, items) in files)
        {
            Write(folder.TrimEnd('/'), items, owner);
        }
    }

    private void Link(ContainerMountAnnotation mount, UnixUser? owner)
    {
        var source = mount.Source!;
        if (mount.Type == ContainerMountType.Volume)
        {
            source = _state.Volume(mount.Source ?? $"{_resource}{mount.Target.Replace('/', '-')}");
            PrivateFolder.Create(source, owner);
        }

        if (!Directory.Exists(source) && !File.Exists(source))
        {
            throw new ProgramException(
                $"{source} does not exist; {mount.Target} of the container should be that folder. Create it, or "
                    + "correct the path in the model."
            );
        }

        var link = Resolve(mount.Target);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(link)!);
        File.CreateSymbolicLink(link, source);
    }

    private void Write(string folder, IEnumerable<ContainerFileSystemItem> items, UnixUser? owner)
    {
        foreach (var item in items)
        {
            var target = $"{folder}/{item.Name}";
            switch (item)
            {
                case ContainerDirectory directory:
                    Write(target, directory.Entries, owner);
                    break;
                case ContainerFileBase file:
                    Write(Resolve(target), file, owner);
                    break;
            }
        }
    }

    private void Write(string path, ContainerFileBase file, UnixUser? owner)
    {
        var folder = Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        owner?.Own(folder.FullName);
        if (file.SourcePath is not null)
        {
            File.Copy(file.SourcePath, path, overwrite: true);
        }
        else
        {
            // Made for its owner alone, before a secret is in it.
            using var stream = new FileStream(
                path,
                new FileStreamOptions
                {
                    Mode = FileMode.Create,
                    Access = FileAccess.Write,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }
            );
            using var writer = new StreamWriter(stream);
            writer.Write(Map(file.Contents ?? ""));
        }

        File.SetUnixFileMode(path, file.Mode == 0 ? Default : file.Mode);
        owner?.Own(path);
    }
}
