using System.Globalization;

namespace MueJam.LocalPrograms;

/// <summary>Who listens on a TCP port of this machine, from <c>/proc</c>.</summary>
public static class LocalPort
{
    private const string Listening = "0A";

    /// <summary>The program that listens on the port; null when the port is free.</summary>
    public static PortOwner? Owner(int port)
    {
        var suffix = $":{port:X4}";
        var sockets = ((string[])["/proc/net/tcp", "/proc/net/tcp6"])
            .Where(File.Exists)
            .SelectMany(file => File.ReadLines(file).Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields =>
                fields.Length > 9 && fields[3] == Listening && fields[1].EndsWith(suffix, StringComparison.Ordinal)
            )
            .Select(fields => $"socket:[{fields[9]}]")
            .ToHashSet();
        return sockets.Count == 0 ? null : Process(sockets) ?? new PortOwner("another program", null);
    }

    private static PortOwner? Process(HashSet<string> sockets)
    {
        foreach (
            var folder in Directory
                .EnumerateDirectories("/proc")
                .Where(f => int.TryParse(Path.GetFileName(f), CultureInfo.InvariantCulture, out _))
        )
        {
            try
            {
                if (
                    Directory
                        .EnumerateFiles($"{folder}/fd")
                        .Any(file => sockets.Contains(new FileInfo(file).LinkTarget ?? ""))
                )
                {
                    return new PortOwner(
                        File.ReadAllText($"{folder}/comm").Trim(),
                        int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture)
                    );
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Ended meanwhile, or another user's.
            }
        }

        return null;
    }
}

/// <summary>A program that listens on a port.</summary>
/// <param name="Program">Its name.</param>
/// <param name="ProcessId">Its process; null where another user's cannot be told.</param>
public sealed record PortOwner(string Program, int? ProcessId)
{
    /// <summary>As people read it.</summary>
    public override string ToString() => ProcessId is { } id ? $"{Program} (process {id})" : Program;
}
