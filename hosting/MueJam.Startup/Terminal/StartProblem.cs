using Microsoft.Extensions.Options;
using MueJam.LocalPrograms.Files;

namespace MueJam.Startup.Terminal;

/// <summary>What keeps the AppHost from starting, as one line for people: the cause and what to do.</summary>
internal static class StartProblem
{
    /// <summary>The line; null for an error that is ours, whose stack trace helps.</summary>
    public static string? Of(Exception error) =>
        error switch
        {
            AggregateException { InnerException: { } inner } => Of(inner),
            ProgramException or DistributedApplicationException => error.Message,
            OptionsValidationException invalid =>
                $"A setting of the dashboard is wrong: {string.Join(" ", invalid.Failures)}",
            // How .NET's configuration says that a value is no boolean, number or time.
            InvalidOperationException { InnerException: FormatException reason } =>
                $"{error.Message} {reason.Message} Correct it in .env, the environment or the arguments.",
            IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => error.Message,
            _ => null,
        };
}
