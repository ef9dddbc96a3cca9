using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MueJam.LocalPrograms.Choice;

/// <summary>A container engine's command line.</summary>
internal static partial class ContainerEngine
{
    /// <summary>The first version of Docker's command line that Aspire's orchestrator takes.</summary>
    private const int OldestDocker = 25;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Whether the engine answers within two seconds.</summary>
    public static bool Answers(string engine) => Run(engine, "ps", "--quiet") is { IsGood: true };

    /// <summary>
    /// Why Aspire would not take the engine; <see langword="null"/> when it would, or when the engine is not there.
    /// </summary>
    public static string? Problem(string engine) =>
        engine == "docker" ? DockerProblem(Run(engine, "--version")?.Output ?? "") : null;

    /// <inheritdoc cref="Problem"/>
    /// <param name="version">What Docker's command line says of itself.</param>
    internal static string? DockerProblem(string version) =>
        Version().Match(version) is { Success: true } found
        && int.Parse(found.Groups[2].Value, CultureInfo.InvariantCulture) < OldestDocker
            ? $"docker {found.Groups[1].Value} is too old for Aspire, which needs {OldestDocker}"
            : null;

    /// <returns>Null when it is not installed or does not end in time.</returns>
    private static (bool IsGood, string Output)? Run(string engine, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(engine, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
            )!;
            var output = process.StandardOutput.ReadToEndAsync();
            _ = process.StandardError.ReadToEndAsync();
            if (process.WaitForExit(Patience))
            {
                return (process.ExitCode == 0, output.GetAwaiter().GetResult());
            }

            process.Kill(entireProcessTree: true);
            return null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex(@"Docker version ((\d+)(\.\d+)*)")]
    private static partial Regex Version();
}
