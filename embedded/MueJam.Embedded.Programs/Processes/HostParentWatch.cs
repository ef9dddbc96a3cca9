using System.Runtime.InteropServices;

namespace MueJam.Embedded.Programs;

/// <summary>Stops a host whose <c>dotnet run</c> was killed: nobody could stop it otherwise.</summary>
public sealed partial class HostParentWatch : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private readonly Timer? _timer;

    private HostParentWatch(Action stop)
    {
        var parent = ParentId();
        if (IsDotNetRun(parent))
        {
            _timer = new Timer(_ =>
            {
                if (ParentId() != parent)
                {
                    stop();
                }
            }, null, Period, Period);
        }
    }

    /// <summary>Watches the parent, when it is <c>dotnet run</c> or <c>dotnet watch</c>.</summary>
    /// <param name="stop">Called once the parent is gone; may be called again.</param>
    public static HostParentWatch Start(Action stop) => new(stop);

    /// <inheritdoc />
    public void Dispose() => _timer?.Dispose();

    private static bool IsDotNetRun(int processId)
    {
        try
        {
            var command = File.ReadAllText($"/proc/{processId}/cmdline").Split('\0');
            return command[0].EndsWith("dotnet", StringComparison.Ordinal) && command.Length > 1 && command.Any(word => word is "run" or "watch");
        }
        catch (IOException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int ParentId();
}
