using System.Diagnostics;
using Microsoft.Extensions.Configuration;

namespace MueJam.LocalPrograms;

/// <summary>What container resources run as.</summary>
public enum RunMode
{
    /// <summary>Containers of an engine.</summary>
    Containers,

    /// <summary>Programs of this machine.</summary>
    Programs,
}

/// <summary>The mode of a run, and why.</summary>
/// <param name="Mode">The mode.</param>
/// <param name="Reason">In a few words, such as <c>docker answers</c>.</param>
public sealed record RunDecision(RunMode Mode, string Reason)
{
    /// <summary>The setting that decides instead of the engine.</summary>
    public const string Setting = "Run";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>One line for people.</summary>
    public override string ToString() => Mode == RunMode.Containers
        ? $"Servers run as containers: {Reason}."
        : $"Servers run as programs of this machine: {Reason}.";

    /// <summary>Decides: the setting, else containers where an engine answers within two seconds.</summary>
    /// <param name="configuration">The AppHost's configuration.</param>
    /// <exception cref="ProgramException">The setting is neither.</exception>
    public static RunDecision Make(IConfiguration configuration) => Make(configuration, Answers);

    /// <inheritdoc cref="Make(IConfiguration)"/>
    internal static RunDecision Make(IConfiguration configuration, Func<string, bool> answers)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration[Setting] is { Length: > 0 } setting)
        {
            return Enum.GetNames<RunMode>().FirstOrDefault(name => name.Equals(setting, StringComparison.OrdinalIgnoreCase)) is { } name
                ? new RunDecision(Enum.Parse<RunMode>(name), $"{Setting}={name}")
                : throw new ProgramException($"{Setting} is '{setting}'. Use {Setting}=Containers or {Setting}=Programs, or leave it out.");
        }

        // As Aspire's orchestrator chooses an engine.
        string[] engines = (configuration["ASPIRE_CONTAINER_RUNTIME"] ?? configuration["DOTNET_ASPIRE_CONTAINER_RUNTIME"]) is { Length: > 0 } named
            ? [named]
            : ["docker", "podman"];
        return engines.FirstOrDefault(answers) is { } engine ? new RunDecision(RunMode.Containers, $"{engine} answers")
            : OperatingSystem.IsWindows() ? throw new ProgramException("No container engine answers. Start Docker or Podman: on Windows the servers run as containers alone.")
            : new RunDecision(RunMode.Programs, $"no container engine answers ({string.Join(", ", engines)})");
    }

    private static bool Answers(string engine)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(engine, ["ps", "--quiet"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            _ = process.StandardOutput.ReadToEndAsync();
            _ = process.StandardError.ReadToEndAsync();
            if (process.WaitForExit(Patience))
            {
                return process.ExitCode == 0;
            }

            process.Kill(entireProcessTree: true);
            return false;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // It is not installed.
            return false;
        }
    }
}
