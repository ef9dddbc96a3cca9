using System.Diagnostics;

namespace MueJam.Tests.Support;

/// <summary>The API's program, as it was built with the tests.</summary>
internal static class ApiProgram
{
    public static ProcessStartInfo Start(params IEnumerable<string> arguments)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return new ProcessStartInfo("dotnet", [Path.Combine(Repository.Root, "MueJam.Api", "bin", configuration, "net10.0", "MueJam.Api.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.Combine(Repository.Root, "MueJam.Api"),
        };
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<Ended> RunAsync(params IEnumerable<string> arguments)
    {
        using var process = Process.Start(Start(arguments))!;
        return await EndAsync(process);
    }

    /// <summary>Waits for its end.</summary>
    public static async Task<Ended> EndAsync(Process process)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var (output, error) = (process.StandardOutput.ReadToEndAsync(timeout.Token), process.StandardError.ReadToEndAsync(timeout.Token));
        await process.WaitForExitAsync(timeout.Token);
        return new Ended(process.ExitCode, await output, await error);
    }

    internal sealed record Ended(int ExitCode, string Output, string Error);
}
