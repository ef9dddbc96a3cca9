using MueJam.LocalPrograms.Files;

namespace MueJam.Operations.Reloading;

/// <summary>
/// A copy of Alertmanager's files, with this run's addresses, in a folder that can be mounted: what is written there
/// later is seen inside.
/// </summary>
/// <param name="source">The originals.</param>
/// <param name="path">Where the copy goes; the folder is made with the first file, and <see cref="Path"/> in
/// it.</param>
public sealed class AlertmanagerFolder(string source, string path)
{
    private const string ConfigurationName = "alertmanager.yml";

    /// <summary>The originals.</summary>
    public string Source => source;

    /// <summary>
    /// What to mount. Only this user reaches it here, for it may hold the dead-man's switch's address; a container sees
    /// the inner folder alone.
    /// </summary>
    public string Path { get; } = System.IO.Path.Combine(path, "alertmanager");

    /// <summary>Whether Alertmanager reads such a file.</summary>
    public static bool IsPart(string path) => System.IO.Path.GetExtension(path) is ".yml" or ".tmpl";

    /// <summary>Writes every file anew.</summary>
    /// <param name="change">Makes of <c>alertmanager.yml</c> what this run needs.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task WriteAsync(
        Func<AlertmanagerConfiguration, CancellationToken, Task> change,
        CancellationToken cancellationToken
    )
    {
        MakeFolder(path, ContainerFileModes.Private);
        MakeFolder(Path, ContainerFileModes.Folder);
        var names = Names(Source);
        foreach (var name in names)
        {
            var text = await File.ReadAllTextAsync(System.IO.Path.Combine(Source, name), cancellationToken)
                .ConfigureAwait(false);
            if (name == ConfigurationName)
            {
                var configuration = new AlertmanagerConfiguration(text);
                await change(configuration, cancellationToken).ConfigureAwait(false);
                text = configuration.Text;
            }

            await WriteAsync(System.IO.Path.Combine(Path, name), text, cancellationToken).ConfigureAwait(false);
        }

        foreach (var gone in Names(Path).Except(names))
        {
            File.Delete(System.IO.Path.Combine(Path, gone));
        }
    }

    /// <summary>Removes the copy.</summary>
    public void Delete()
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static List<string> Names(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(IsPart)
                .Select(file => System.IO.Path.GetRelativePath(folder, file)),
        ];

    /// <summary>Replaces the file in one step: Alertmanager never reads half of it.</summary>
    private static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        MakeFolder(System.IO.Path.GetDirectoryName(path)!, ContainerFileModes.Folder);
        var draft = $"{path}.new";
        await File.WriteAllTextAsync(draft, text, cancellationToken).ConfigureAwait(false);
        SetMode(draft, ContainerFileModes.Readable);
        File.Move(draft, path, overwrite: true);
    }

    private static void MakeFolder(string path, UnixFileMode mode)
    {
        Directory.CreateDirectory(path);
        SetMode(path, mode);
    }

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}
