namespace MueJam.Operations.Reloading;

/// <summary>Tells when files in a folder have changed; several changes in short order are one.</summary>
internal static class FolderWatch
{
    /// <summary>An editor writes a file in several steps.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);

    /// <summary>Watches until cancelled.</summary>
    /// <param name="folder">The folder, with those in it.</param>
    /// <param name="isPart">Which files count, by their full path.</param>
    /// <param name="changed">Called after each change; changes meanwhile lead to one more call.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(
        string folder,
        Func<string, bool> isPart,
        Func<CancellationToken, Task> changed,
        CancellationToken cancellationToken
    )
    {
        using var pending = new SemaphoreSlim(0);
        using var watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true };
        void Notice(object sender, FileSystemEventArgs change)
        {
            if (isPart(change.FullPath))
            {
                pending.Release();
            }
        }

        watcher.Changed += Notice;
        watcher.Created += Notice;
        watcher.Deleted += Notice;
        watcher.Renamed += (sender, change) =>
        {
            if (isPart(change.FullPath) || isPart(change.OldFullPath))
            {
                pending.Release();
            }
        };
        watcher.EnableRaisingEvents = true;
        while (!cancellationToken.IsCancellationRequested)
        {
            await pending.WaitAsync(cancellationToken);
            while (await pending.WaitAsync(Quiet, cancellationToken))
            {
                // Until nothing more comes.
            }

            await changed(cancellationToken);
        }
    }
}
