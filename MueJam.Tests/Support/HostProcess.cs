using System.Diagnostics;
using System.Text;

namespace MueJam.Tests.Support;

/// <summary>The AppHost as a user starts it: a process of its own, with its output.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    /// <summary>What it prints once everything is healthy.</summary>
    public const string Up = " is up. Dashboard:";

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private HostProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static HostProcess Start(IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        Start(["dotnet"], arguments, environment);

    /// <summary>Starts the host by a command that ends in running dotnet with the arguments after it.</summary>
    public static HostProcess Start(
        IReadOnlyList<string> command,
        IEnumerable<string> arguments,
        params (string Name, string Value)[] environment
    )
    {
        var folder = Path.Combine(Repository.Root, "MueJam.AppHost");
        return Run(
            folder,
            [
                .. command,
                Path.Combine(folder, "bin", Repository.Configuration, "net10.0", "MueJam.AppHost.dll"),
                .. arguments,
            ],
            environment
        );
    }

    /// <summary>Starts another program.</summary>
    /// <param name="folder">Its working directory.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">Variables, on top of this process's own.</param>
    public static HostProcess Run(
        string folder,
        IReadOnlyList<string> command,
        IEnumerable<(string Name, string Value)> environment
    )
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var host = new HostProcess(new Process { StartInfo = start });
        host._process.OutputDataReceived += host.Read;
        host._process.ErrorDataReceived += host.Read;
        host._process.Start();
        host._process.BeginOutputReadLine();
        host._process.BeginErrorReadLine();
        return host;
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> ExitedAsync(TimeSpan within)
    {
        using var timeout = new CancellationTokenSource(within);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail(
                $"The host did not end within {within.TotalSeconds:0} s. Its output:{Environment.NewLine}{Output}"
            );
        }

        return _process.ExitCode;
    }

    /// <summary>Waits for a text in the output; fails at once when the host ends without it.</summary>
    public async Task PrintsAsync(string text, TimeSpan within)
    {
        await Eventually.GetAsync(
            _ => Task.FromResult((Output, _process.HasExited)),
            now => now.HasExited || now.Output.Contains(text, StringComparison.Ordinal),
            within,
            $"the host prints '{text}'"
        );
        if (HasExited)
        {
            // Its last words, too.
            await _process.WaitForExitAsync();
        }

        Assert.True(
            Output.Contains(text, StringComparison.Ordinal),
            $"The host ended without '{text}'. Its output:{Environment.NewLine}{Output}"
        );
    }

    /// <summary>Sends a signal by its name, such as TERM or KILL.</summary>
    public Task SignalAsync(string signal) => _process.SignalAsync(signal);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await SignalAsync("TERM");
            await ExitedAsync(TimeSpan.FromSeconds(30));
        }

        _process.Dispose();
    }

    private void Read(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null)
        {
            lock (_output)
            {
                _output.AppendLine(line.Data);
            }
        }
    }
}
