using System.Runtime.CompilerServices;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Doctor;

/// <summary>Each resource runs and is healthy.</summary>
internal static class ResourceChecks
{
    public static async IAsyncEnumerable<Finding> RunAsync(
        OperatedStack stack,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var findings = (await stack.ResourceStatesAsync(cancellationToken)).Select(Find).OfType<Finding>();
        foreach (var finding in findings.DefaultIfEmpty(new Finding("Every resource runs and is healthy.")))
        {
            yield return finding;
        }
    }

    private static Finding? Find(ResourceState state)
    {
        var name = state.Name;
        if (state.Unavailable is { } missing)
        {
            return new($"{name} is not available on this machine.", missing, IsAdvice: true);
        }

        if (state.IsWell)
        {
            return null;
        }

        var finding = state switch
        {
            { Text: var text } when text == KnownResourceStates.Waiting => new Finding(
                $"{name} is waiting for another resource.",
                "Its log says for what it waits."
            ),
            { IsRunning: false } => new Finding(
                $"{name} is {state.Text}{(state.ExitCode is { } code ? $" (exit code {code})" : "")}.",
                $"Read the end of its log. {Advice.Start(name)}"
            ),
            { Health: HealthStatus.Degraded } => new Finding(
                $"{name} runs and is degraded. {state.Reasons}".TrimEnd(),
                "It serves with less than it needs: mend what it names. It needs no restart."
            ),
            _ => new Finding(
                $"{name} runs and is not healthy. {state.Reasons}".TrimEnd(),
                "Read its log. When the cause is gone and it stays so: "
                    + $"{CommandLine.Of(name, KnownResourceCommands.RestartCommand)}"
            ),
        };
        return finding with { About = name, Because = state.IsStopped ? [] : state.DependsOn };
    }
}
