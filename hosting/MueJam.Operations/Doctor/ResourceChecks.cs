using System.Runtime.CompilerServices;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Doctor;

/// <summary>Each resource runs and is healthy.</summary>
internal static class ResourceChecks
{
    public static async IAsyncEnumerable<Finding> RunAsync(OperatedStack stack, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isGood = true;
        foreach (var resource in stack.Resources)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var finding = Find(resource.Name, stack.State(resource.Name), stack.IsUnavailable(resource.Name));
            if (finding is not null)
            {
                isGood = false;
                yield return finding;
            }
        }

        if (isGood)
        {
            yield return new Finding("Every resource runs and is healthy.");
        }

        await Task.CompletedTask;
    }

    private static Finding? Find(string name, CustomResourceSnapshot? state, bool isUnavailable)
    {
        var text = state?.State?.Text ?? "not started";
        if (isUnavailable)
        {
            return new($"{name} is not available on this machine.", "Its log, on the dashboard, says what is missing.", IsAdvice: true);
        }

        if (text == KnownResourceStates.Waiting)
        {
            return new($"{name} is waiting for another resource.", "Look at the first finding that is not about waiting; its log says for what it waits.");
        }

        if (text != KnownResourceStates.Running)
        {
            var code = state?.ExitCode is { } exitCode ? $" (exit code {exitCode})" : "";
            return new($"{name} is {text}{code}.", "Read the end of its log, then press Start on its row of the dashboard.");
        }

        var reports = string.Join(" ", state!.HealthReports
            .Where(report => report.Status is not HealthStatus.Healthy && !string.IsNullOrEmpty(report.Description)).Select(report => report.Description));
        return state.HealthStatus is HealthStatus.Healthy
            ? null
            : new($"{name} runs and is not healthy. {reports}".TrimEnd(), "Read its log; press Restart on its row when the cause is gone.");
    }
}
