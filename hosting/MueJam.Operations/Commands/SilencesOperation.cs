using MueJam.Operations.Reports;
using MueJam.Operations.Silences;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Commands;

/// <summary>Lists silences.</summary>
internal sealed class SilencesOperation()
    : Operation(
        "silences",
        "Silences",
        "Lists the silences in force and to come: what each mutes, until when, by whom and why."
    )
{
    public override string Icon => "SpeakerMute";

    public override bool HasFormats => true;

    public override async Task<Result> RunAsync(
        OperatedStack stack,
        OperationArguments arguments,
        Report report,
        CancellationToken cancellationToken
    ) =>
        await SilenceList.ShowAsync(stack.Alertmanager, report, cancellationToken) == 0
            ? Result.Good("Nothing is silenced.")
            : Result.Good($"One is ended by {EndSilence.Line(stack, "ID")}.");
}
