namespace MueJam.AppHost.Monitoring;

/// <summary>A copy of Alertmanager's files, with this run's addresses, in a folder that can be mounted: what is written there later is seen inside.</summary>
internal sealed class AlertmanagerFolder : IDisposable
{
    private const string ConfigurationName = "alertmanager.yml";

    /// <summary>Only this user reaches what lies in it, which may hold the dead-man's switch's address; a container sees the inner folder alone.</summary>
    private readonly DirectoryInfo _private = Directory.CreateTempSubdirectory("muejam-alertmanager-");

    public AlertmanagerFolder(string source)
    {
        Source = source;
        Path = _private.CreateSubdirectory("alertmanager").FullName;
        SetMode(Path, ContainerFileModes.Folder);
    }

    /// <summary>The originals.</summary>
    public string Source { get; }

    /// <summary>What to mount.</summary>
    public string Path { get; }

    /// <summary>Whether Alertmanager reads such a file.</summary>
    public static bool IsPart(string path) => System.IO.Path.GetExtension(path) is ".yml" or ".tmpl";

    /// <summary>Writes every file anew.</summary>
    /// <param name="change">Makes of <c>alertmanager.yml</c> what this run needs.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task WriteAsync(Func<AlertmanagerConfiguration, CancellationToken, Task> change, CancellationToken cancellationToken)
    {
        var names = Names(Source);
        foreach (var name in names)
        {
            var text = await File.ReadAllTextAsync(System.IO.Path.Combine(Source, name), cancellationToken).ConfigureAwait(false);
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

    public void Dispose() => _private.Delete(recursive: true);

    private static List<string> Names(string folder)
        => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(IsPart).Select(file => System.IO.Path.GetRelativePath(folder, file))];

    /// <summary>Replaces the file in one step: Alertmanager never reads half of it.</summary>
    private static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        SetMode(folder.FullName, ContainerFileModes.Folder);
        var draft = $"{path}.new";
        await File.WriteAllTextAsync(draft, text, cancellationToken).ConfigureAwait(false);
        SetMode(draft, ContainerFileModes.Readable);
        File.Move(draft, path, overwrite: true);
    }

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}
