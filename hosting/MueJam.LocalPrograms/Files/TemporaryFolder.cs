namespace MueJam.LocalPrograms.Files;

/// <summary>
/// A temporary folder that everyone may read. It goes with its owner; what a killed owner left goes when the next
/// folder of the same prefix is made.
/// </summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string LockName = "owner.lock";
    private const string ContentName = "files";

    private readonly string _folder;
    private readonly FileStream _lock;
    private readonly Lock _turn = new();

    private TemporaryFolder(string folder)
    {
        _folder = folder;
        _lock = new FileStream(
            Path.Combine(_folder, LockName),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None
        );
        FullName = Directory.CreateDirectory(Path.Combine(_folder, ContentName)).FullName;
        if (!OperatingSystem.IsWindows())
        {
            // Programs that run as users of their own must reach what is theirs in it.
            File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
            File.SetUnixFileMode(FullName, (UnixFileMode)0b111_101_101);
        }
    }

    /// <summary>Its path.</summary>
    public string FullName { get; }

    /// <summary>Makes one.</summary>
    /// <param name="prefix">Of its name.</param>
    public static TemporaryFolder Create(string prefix)
    {
        RemoveAbandoned(prefix);
        return new TemporaryFolder(Directory.CreateTempSubdirectory(prefix).FullName);
    }

    /// <summary>Removes it with all that is in it.</summary>
    public void Dispose()
    {
        lock (_turn)
        {
            _lock.Dispose();
            if (Directory.Exists(_folder))
            {
                Directory.Delete(_folder, recursive: true);
            }
        }
    }

    /// <summary>The system lets go of a lock when its owner ends, however it ends.</summary>
    private static void RemoveAbandoned(string prefix)
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), $"{prefix}*"))
        {
            try
            {
                using (
                    new FileStream(Path.Combine(folder, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None)
                )
                {
                    Directory.Delete(Path.Combine(folder, ContentName), recursive: true);
                }

                Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It is in use, was made this moment, or is another user's.
            }
        }
    }
}
