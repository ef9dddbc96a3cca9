using System.Diagnostics;

namespace MueJam.Tests.Support;

/// <summary>Ends processes that a test started.</summary>
internal static class ProcessExtensions
{
    private static readonly string[] RuntimePipes = ["dotnet-diagnostic", "clr-debug-pipe"];

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Asks a process to end, waits until it has and disposes of it. One that is killed could not clean up after
    /// itself.
    /// </summary>
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
    public static Task SignalAsync(this Process process, string signal) => SignalAsync(process.Id, signal);

    /// <summary>Sends a signal by its name to a process that another has started.</summary>
    public static async Task SignalAsync(int processId, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{processId}"]);
        await kill.WaitForExitAsync();
        if (signal == "KILL")
        {
            // What a .NET program removes itself when it may end as it likes.
            foreach (
                var pipe in RuntimePipes.SelectMany(name =>
                    Directory.GetFiles(Path.GetTempPath(), $"{name}-{processId}-*")
                )
            )
            {
                File.Delete(pipe);
            }
        }
    }
}
