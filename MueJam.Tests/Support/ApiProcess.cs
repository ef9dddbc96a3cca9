using System.Diagnostics;

namespace MueJam.Tests.Support;

/// <summary>One more instance of the API beside the stack's, on the same servers.</summary>
internal sealed class ApiProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly Process _process;

    private ApiProcess(Process process, Uri address) =>
        (_process, Client) = (process, new HttpClient { BaseAddress = address });

    /// <summary>When it knows of another's write: it looks at the log of writes once a second.</summary>
    public static TimeSpan Soon { get; } = TimeSpan.FromSeconds(5);

    public HttpClient Client { get; }

    /// <summary>How it is started.</summary>
    public static async Task<ProcessStartInfo> StartInfoAsync(
        RunningStack stack,
        params (string Name, string Value)[] environment
    )
    {
        var start = BuiltProgram.Api.Start();
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["ConnectionStrings__muejam"] =
            $"{await stack.ServerConnectionStringAsync("postgres")};Database=muejam_library";
        start.Environment["ConnectionStrings__muejam-replica"] =
            $"{await stack.ServerConnectionStringAsync("postgres-replica")};Database=muejam_library";
        start.Environment["ConnectionStrings__redis"] = await stack.ServerConnectionStringAsync("redis");
        start.Environment["Authentication__Schemes__Bearer__SigningKeys__muejam__Issuer"] = "muejam";
        start.Environment["Authentication__Schemes__Bearer__SigningKeys__muejam__Value"] = Tokens.Key;
        start.Environment["RateLimits__ReadsPerMinute"] = "1000000";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    public static async Task<ApiProcess> StartAsync(
        RunningStack stack,
        params (string Name, string Value)[] environment
    )
    {
        var start = await StartInfoAsync(stack, environment);
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start };
        // Two readers write to it.
        var output = TextWriter.Synchronized(new StringWriter());
        process.OutputDataReceived += (_, line) =>
        {
            output.WriteLine(line.Data);
            if (line.Data?.IndexOf(Listening, StringComparison.Ordinal) is { } at and >= 0)
            {
                address.TrySetResult(new Uri(line.Data[(at + Listening.Length)..]));
            }
        };
        process.ErrorDataReceived += (_, line) => output.WriteLine(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var first = await Task.WhenAny(address.Task, process.WaitForExitAsync(), Task.Delay(TimeSpan.FromSeconds(60)));
        Assert.True(first == address.Task, $"The second instance did not start. {output}");
        return new ApiProcess(process, await address.Task);
    }

    /// <summary>Sends what follows as a user.</summary>
    public void LogIn(string handle) => Client.DefaultRequestHeaders.Authorization = new("Bearer", Tokens.For(handle));

    /// <summary>Asks it to stop.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> StopAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await _process.SignalAsync("TERM");
        await _process.WaitForExitAsync(cancellationToken);
        return clock.Elapsed;
    }

    /// <summary>Ends it without warning.</summary>
    public async Task KillAsync()
    {
        Client.Dispose();
        using (_process)
        {
            await _process.SignalAsync("KILL");
            await _process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.EndAsync();
    }
}
