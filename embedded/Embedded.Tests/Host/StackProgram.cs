using System.Diagnostics;

namespace MueJam.Embedded.Tests.Host;

/// <summary>A program of a stack, among those of other tests.</summary>
internal static class StackProgram
{
    /// <summary>Sends a signal, such as STOP, to the program whose command line holds a text.</summary>
    /// <param name="signal">The signal's name.</param>
    /// <param name="arguments">A part of its command line.</param>
    /// <param name="mark">The state folder, or another text of its environment.</param>
    public static async Task SignalAsync(string signal, string arguments, string mark)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{Find(arguments, mark)}"]);
        await kill.WaitForExitAsync();
    }

    private static int Find(string arguments, string mark) => Directory.EnumerateDirectories("/proc")
        .Where(folder => int.TryParse(Path.GetFileName(folder), out _) && File.Exists($"{folder}/cmdline"))
        .Where(folder => File.ReadAllText($"{folder}/cmdline").Replace('\0', ' ').Contains(arguments, StringComparison.Ordinal))
        .Where(folder => File.ReadAllText($"{folder}/environ").Contains(mark, StringComparison.Ordinal)
            || File.ResolveLinkTarget($"{folder}/cwd", returnFinalTarget: false)!.FullName.StartsWith(mark, StringComparison.Ordinal))
        .Select(folder => int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture))
        .First();
}
