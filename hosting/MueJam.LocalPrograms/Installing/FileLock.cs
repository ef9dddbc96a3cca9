namespace MueJam.LocalPrograms.Installing;

/// <summary>Lets one host at a time do what two must not do at once.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Waits for its turn; says so when that takes longer than two seconds. Disposing the result ends the turn, as the
    /// host's death does.
    /// </summary>
    public static async Task<FileStream> TakeAsync(
        string path,
        string waiting,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (!cancellationToken.IsCancellationRequested)
            {
                if (tries % 50 == 20)
                {
                    progress.Report(waiting);
                }

                await Task.Delay(Period, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
