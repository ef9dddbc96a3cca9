using Microsoft.Extensions.Configuration;
using MueJam.LocalPrograms.Files;

namespace MueJam.LocalPrograms.Choice;

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

    /// <summary>One line for people.</summary>
    public override string ToString() =>
        Mode == RunMode.Containers
            ? $"Servers run as containers: {Reason}."
            : $"Servers run as programs of this machine: {Reason}.";

    /// <summary>Decides: the setting, else containers where an engine answers within two seconds.</summary>
    /// <param name="configuration">The AppHost's configuration.</param>
    /// <exception cref="ProgramException">The setting is neither, or asks for containers of an engine that is too
    /// old.</exception>
    public static RunDecision Make(IConfiguration configuration) =>
        Make(configuration, ContainerEngine.Answers, ContainerEngine.Problem);

    /// <inheritdoc cref="Make(IConfiguration)"/>
    /// <param name="configuration">The AppHost's configuration.</param>
    /// <param name="answers">Whether an engine answers.</param>
    /// <param name="problem">Why Aspire would not take an engine that is there, or <see langword="null"/>.</param>
    internal static RunDecision Make(
        IConfiguration configuration,
        Func<string, bool> answers,
        Func<string, string?> problem
    )
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var asked = Asked(configuration[Setting]);
        if (asked == RunMode.Programs)
        {
            return new RunDecision(RunMode.Programs, $"{Setting}={asked}");
        }

        // As Aspire's orchestrator chooses an engine.
        string[] engines = (
            configuration["ASPIRE_CONTAINER_RUNTIME"] ?? configuration["DOTNET_ASPIRE_CONTAINER_RUNTIME"]
        )
            is { Length: > 0 } named
            ? [named]
            : ["docker", "podman"];
        var problems = engines.Select(engine => (Engine: engine, Problem: problem(engine))).ToDictionary();
        var good = Array.Find(engines, engine => problems[engine] is null && answers(engine));
        var old = string.Join(", ", problems.Values.OfType<string>());
        var mustBeContainers = asked is not null || OperatingSystem.IsWindows();
        if (good is null && old.Length > 0 && mustBeContainers)
        {
            var instead = OperatingSystem.IsWindows() ? "" : $", or use {Setting}={RunMode.Programs}";
            throw new ProgramException($"{old}. Update it{instead}.");
        }

        if (asked is not null)
        {
            // Aspire says what is wrong with an engine that does not answer.
            return new RunDecision(RunMode.Containers, $"{Setting}={asked}");
        }

        if (good is not null)
        {
            return new RunDecision(RunMode.Containers, $"{good} answers");
        }

        return mustBeContainers
            ? throw new ProgramException(
                "No container engine answers. Start Docker or Podman: on Windows the servers run as containers alone."
            )
            : new RunDecision(
                RunMode.Programs,
                old.Length > 0 ? old : $"no container engine answers ({string.Join(", ", engines)})"
            );
    }

    private static RunMode? Asked(string? setting) =>
        setting is not { Length: > 0 } ? null
        : Enum.GetNames<RunMode>().FirstOrDefault(name => name.Equals(setting, StringComparison.OrdinalIgnoreCase))
            is { } name
            ? Enum.Parse<RunMode>(name)
        : throw new ProgramException(
            $"{Setting} is '{setting}'. Use {Setting}=Containers or {Setting}=Programs, or leave it out."
        );
}
