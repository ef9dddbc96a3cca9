using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MueJam.Benchmarks.Servers;

/// <summary>A server under test in a process of its own.</summary>
internal sealed class ServerProcess : IDisposable
{
    /// <summary>The word that makes this program such a server; the kind follows.</summary>
    public const string Word = "serve";

    /// <summary>What such a server prints before its address.</summary>
    public const string Listening = "Listening on ";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly HttpClient _control;

    private ServerProcess(Process process, Uri address) =>
        (_process, Address, _control) = (process, address, new HttpClient { BaseAddress = address });

    public Uri Address { get; }

    public static async Task<ServerProcess> StartAsync(
        string kind,
        IEnumerable<KeyValuePair<string, string>> environment
    )
    {
        var start = new ProcessStartInfo("dotnet", [Assembly.GetExecutingAssembly().Location, Word, kind])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The AppHost, which runs in this process, sets Development for what it starts: there each trace is recorded.
        start.Environment["DOTNET_ENVIRONMENT"] = start.Environment["ASPNETCORE_ENVIRONMENT"] = Environments.Production;
        start.Environment["Logging__Console__LogToStandardErrorThreshold"] = nameof(LogLevel.Error);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        var said = TextWriter.Synchronized(new StringWriter());
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            said.WriteLine(line.Data);
            if (line.Data?.StartsWith(Listening, StringComparison.Ordinal) == true)
            {
                address.TrySetResult(new Uri(line.Data[Listening.Length..]));
            }
        };
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } error)
            {
                // So that an answer which fails a run has its reason beside it.
                Console.Error.WriteLine(error);
                said.WriteLine(error);
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Task.WhenAny(address.Task, process.WaitForExitAsync(), Task.Delay(Patience));
        return address.Task.IsCompletedSuccessfully
            ? new ServerProcess(process, await address.Task)
            : throw new InvalidOperationException($"The server '{kind}' did not start. {said}");
    }

    /// <summary>Bytes that it has allocated so far.</summary>
    public async Task<long> AllocatedAsync() =>
        long.Parse(await _control.GetStringAsync(ServerProgram.Allocated), CultureInfo.InvariantCulture);

    public Task<byte[]> GetAsync(string path) => _control.GetByteArrayAsync(path);

    public void Dispose()
    {
        _control.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
