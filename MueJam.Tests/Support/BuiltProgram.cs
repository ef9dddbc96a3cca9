using System.Diagnostics;

namespace MueJam.Tests.Support;

/// <summary>A program of this repository, as it was built with the tests.</summary>
internal sealed class BuiltProgram
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly string _folder;

    private BuiltProgram(params string[] folder) => _folder = Path.Combine([Repository.Root, .. folder]);

    public static BuiltProgram Api { get; } = new("MueJam.Api");

    public static BuiltProgram Benchmarks { get; } = new("benchmarks", "MueJam.Benchmarks");

    public ProcessStartInfo Start(params IEnumerable<string> arguments)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return new ProcessStartInfo(
            "dotnet",
            [Path.Combine(_folder, "bin", configuration, "net10.0", $"{Path.GetFileName(_folder)}.dll"), .. arguments]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
    }

    /// <summary>Runs it to its end.</summary>
    public async Task<Ended> RunAsync(params IEnumerable<string> arguments)
    {
        using var process = Process.Start(Start(arguments))!;
        return await EndAsync(process);
    }

    /// <summary>Waits for its end.</summary>
    public static async Task<Ended> EndAsync(Process process)
    {
        using var timeout = new CancellationTokenSource(Limit);
        var (output, error) = (
            process.StandardOutput.ReadToEndAsync(timeout.Token),
            process.StandardError.ReadToEndAsync(timeout.Token)
        );
        await process.WaitForExitAsync(timeout.Token);
        return new Ended(process.ExitCode, await output, await error);
    }

    internal sealed record Ended(int ExitCode, string Output, string Error);
}
