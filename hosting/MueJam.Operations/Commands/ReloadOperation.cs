using MueJam.Operations.Reloading;
using MueJam.Operations.Reports;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Commands;

/// <summary>Puts changed files of Prometheus into effect.</summary>
internal sealed class ReloadOperation()
    : Operation(
        "reload",
        "Reload",
        "Checks prometheus.yml and the rules and puts them into effect; a broken file is refused and what runs stays."
    )
{
    public override string Icon => "ArrowSync";

    public override async Task<Result> RunAsync(
        OperatedStack stack,
        OperationArguments arguments,
        Report report,
        CancellationToken cancellationToken
    ) =>
        await PrometheusReload.RunAsync(stack, cancellationToken) is { } refusal
            ? Result.Bad($"The files are refused, what runs stays. {refusal}")
            : Result.Good("The files are in effect.");
}
