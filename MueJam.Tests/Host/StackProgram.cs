using System.Globalization;

namespace MueJam.Tests.Host;

/// <summary>The programs of a stack, among those of other tests.</summary>
internal static class StackProgram
{
    private static readonly TimeSpan UntilGone = TimeSpan.FromSeconds(60);

    /// <summary>Sends a signal, such as STOP, to the program whose command line holds a text.</summary>
    /// <param name="signal">The signal's name.</param>
    /// <param name="arguments">A part of its command line.</param>
    /// <param name="mark">The state folder, or another text of its environment.</param>
    public static Task SignalAsync(string signal, string arguments, string mark)
    {
        var id = Processes()
            .First(process =>
                process.Line.Contains(arguments, StringComparison.Ordinal)
                && (
                    process.Folder.StartsWith(mark, StringComparison.Ordinal)
                    || (Read(() => File.ReadAllText($"/proc/{process.Id}/environ")) ?? "").Contains(
                        mark,
                        StringComparison.Ordinal
                    )
                )
            )
            .Id;
        return ProcessExtensions.SignalAsync(id, signal);
    }

    /// <summary>Waits until none is left: each works in, or is told of, a folder of the stack's.</summary>
    public static Task NoneRunsAsync(string state) =>
        Eventually.GetAsync(
            _ =>
                Task.FromResult(
                    string.Join(
                        Environment.NewLine,
                        Processes()
                            .Select(process =>
                                $"{process.Folder} {process.Line} "
                                + $"{Read(() => File.ReadAllText($"/proc/{process.Id}/environ"))}"
                            )
                            .Where(process => process.Contains(state, StringComparison.Ordinal))
                    )
                ),
            running => running.Length == 0,
            UntilGone
        );

    private static IEnumerable<(int Id, string Folder, string Line)> Processes() =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id != 0 && id != Environment.ProcessId)
            .Select(id =>
                (
                    id,
                    Read(() => File.ResolveLinkTarget($"/proc/{id}/cwd", returnFinalTarget: false)?.FullName) ?? "",
                    Read(() => File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' ')) ?? ""
                )
            );

    /// <summary>A process may end while it is read.</summary>
    private static string? Read(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
