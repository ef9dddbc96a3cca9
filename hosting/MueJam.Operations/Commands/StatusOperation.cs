using MueJam.Operations.Reports;
using MueJam.Operations.Stack;
using MueJam.Operations.Status;

namespace MueJam.Operations.Commands;

/// <summary>
/// One screen of what an on-call engineer asks first. A part that cannot be had says why; the others are shown.
/// </summary>
internal sealed class StatusOperation()
    : Operation(
        "status",
        "Status",
        "One screen: resources, targets, firing and pending alerts, silences, last notification of each channel, "
            + "replication, cache, disk."
    )
{
    public override string Icon => "DataUsage";

    public override bool HasFormats => true;

    public override async Task<Result> RunAsync(
        OperatedStack stack,
        OperationArguments arguments,
        Report report,
        CancellationToken cancellationToken
    )
    {
        var view = new StatusView(stack, await stack.ResourceStatesAsync(cancellationToken), report);
        var missing = 0;
        foreach (var part in StatusPart.All)
        {
            report.Heading(part.Title);
            try
            {
                await part.ShowAsync(view, cancellationToken);
            }
            catch (Exception e) when (e is HttpRequestException or OperationException)
            {
                report.Line(e.Message, Tone.Bad);
                missing++;
            }
        }

        return missing == 0
            ? Result.Good("This is all.")
            : Result.Bad(
                $"{(missing == 1 ? "1 part" : $"{missing} parts")} could not be had: "
                    + $"{CommandLine.Of(stack.Known.Prometheus, "doctor")} says why."
            );
    }
}
