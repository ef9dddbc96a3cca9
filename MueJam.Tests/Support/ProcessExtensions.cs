using System.Diagnostics;

namespace MueJam.Tests.Support;

/// <summary>Ends processes that a test started.</summary>
internal static class ProcessExtensions
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Asks a process to end, waits until it has and disposes of it. One that is killed could not clean up after itself.</summary>
    public static async Task EndAsync(this Process process)
    {
        using (process)
        {
            if (OperatingSystem.IsWindows())
            {
                process.Kill();
            }
            else if (!process.HasExited)
            {
                await process.SignalAsync("TERM");
            }

            using var timeout = new CancellationTokenSource(Limit);
            await process.WaitForExitAsync(timeout.Token);
        }
    }

    /// <summary>Sends a signal by its name, such as TERM or KILL.</summary>
    public static async Task SignalAsync(this Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }
}
