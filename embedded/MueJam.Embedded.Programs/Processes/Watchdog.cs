using System.Diagnostics;

namespace MueJam.Embedded.Programs.Processes;

/// <summary>A small shell process that outlives a killed host by moments, and ends every program that the host had started.</summary>
internal sealed class Watchdog : IDisposable
{
    /// <summary>Reads <c>+ id signal</c> and <c>- id signal</c>; at the end of its input, which the host's death brings too, nothing listed may run on.</summary>
    private const string Script = """
        trap '' INT TERM HUP
        running=
        while read -r change id signal; do
          case $change in
            +) running="$running $id:$signal" ;;
            -) left=; for one in $running; do [ "$one" = "$id:$signal" ] || left="$left $one"; done; running=$left ;;
          esac
        done
        for one in $running; do kill "-${one#*:}" "-${one%:*}"; done
        tries=0
        while [ $tries -lt 50 ]; do
          alive=
          for one in $running; do kill -0 "-${one%:*}" && alive=1; done
          [ -n "$alive" ] || exit 0
          sleep 0.1
          tries=$((tries + 1))
        done
        for one in $running; do kill -KILL "-${one%:*}"; done
        """;

    private readonly Process _process;
    private readonly Lock _lock = new();

    public Watchdog()
    {
        var start = new ProcessStartInfo("setsid") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["bash", "-c", Script])
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        // It must not end because nobody reads what it says.
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Watches a program until it ends.</summary>
    public void Watch(ChildProcess program)
    {
        Say($"+ {program.ProcessId} {(int)program.StopSignal}");
        _ = program.Exited.ContinueWith(_ => Say($"- {program.ProcessId} {(int)program.StopSignal}"), TaskScheduler.Default);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _process.StandardInput.Close();
        }

        _process.WaitForExit(TimeSpan.FromSeconds(5));
        _process.Dispose();
    }

    private void Say(string line)
    {
        lock (_lock)
        {
            try
            {
                _process.StandardInput.WriteLine(line);
                _process.StandardInput.Flush();
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
            {
                // Disposed: everything it watched has ended.
            }
        }
    }
}
