using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace MueJam.Embedded.Programs.Processes;

/// <summary>A program in a session of its own, so that Ctrl-C in the terminal stops the host alone, which stops the rest in order.</summary>
internal sealed partial class ChildProcess : IRunningProgram, IExplainsExit
{
    private static readonly TimeSpan OutputAfterExit = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly TaskCompletionSource _outputRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _openStreams = 2;

    private ChildProcess(Process process, StopSignal stopSignal, IDisposable? held)
    {
        _process = process;
        StopSignal = stopSignal;
        Exited = WaitAsync(held);
    }

    public int ProcessId => _process.Id;

    /// <summary>What it is asked to stop with.</summary>
    public StopSignal StopSignal { get; }

    public Task<int> Exited { get; }

    public string? Explanation { get; private set; }

    /// <summary>Starts a program.</summary>
    /// <exception cref="ProgramStartException">It does not exist, or is not allowed to run.</exception>
    public static ChildProcess Start(ProcessLaunch launch, Action<OutputLine> output)
    {
        var start = new ProcessStartInfo("setsid")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = launch.WorkingDirectory,
        };
        if (launch.User is { } user)
        {
            foreach (var argument in (string[])["setpriv", $"--reuid={user}", $"--regid={user}", "--init-groups", "--"])
            {
                start.ArgumentList.Add(argument);
            }
        }

        start.ArgumentList.Add(launch.FileName);
        foreach (var argument in launch.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in launch.Environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            var process = new Process { StartInfo = start };
            process.Start();
            process.StandardInput.Close();
            var child = new ChildProcess(process, launch.StopSignal, launch.Held);
            process.OutputDataReceived += (_, line) => child.Read(line.Data, isError: false, output);
            process.ErrorDataReceived += (_, line) => child.Read(line.Data, isError: true, output);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            return child;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            launch.Held?.Dispose();
            throw new ProgramStartException($"Cannot start {launch.FileName}: {e.Message} It needs setsid and setpriv of the package util-linux.", e);
        }
    }

    public async Task StopAsync(TimeSpan grace)
    {
        if (Exited.IsCompleted)
        {
            return;
        }

        _ = Kill(ProcessId, (int)StopSignal);
        try
        {
            await Exited.WaitAsync(grace).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _ = Kill(-ProcessId, 9);
            await Exited.ConfigureAwait(false);
        }
    }

    private void Read(string? line, bool isError, Action<OutputLine> output)
    {
        if (line is null)
        {
            if (Interlocked.Decrement(ref _openStreams) == 0)
            {
                _outputRead.TrySetResult();
            }

            return;
        }

        if (KnownFailure().Match(line) is { Success: true } failure)
        {
            Explanation = failure.Groups["cause"].Value.Replace("\\n", " ", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal);
        }

        output(new OutputLine(line, isError));
    }

    private async Task<int> WaitAsync(IDisposable? held)
    {
        using var _ = held;
        await _process.WaitForExitAsync().ConfigureAwait(false);
        // A grandchild may hold the streams open for longer.
        await Task.WhenAny(_outputRead.Task, Task.Delay(OutputAfterExit)).ConfigureAwait(false);
        return _process.ExitCode;
    }

    /// <summary>How the programs here name the cause of their end: Prometheus's family, PostgreSQL, Redis, .NET.</summary>
    [GeneratedRegex("""level=error .*err="(?<cause>.*)"$|FATAL: +(?<cause>.*)$|# (?<cause>Fatal .*|Warning: Could not create server.*)$|Unhandled exception\. (?<cause>.*)$""")]
    private static partial Regex KnownFailure();

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
