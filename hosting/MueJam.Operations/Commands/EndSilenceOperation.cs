using MueJam.Operations.Reports;
using MueJam.Operations.Servers;
using MueJam.Operations.Silences;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Commands;

/// <summary>Ends a silence before its time.</summary>
internal sealed class EndSilenceOperation()
    : Operation(EndSilence.Command, "End a silence", "Ends a silence; what it muted is told to people from then on.")
{
    public override string Icon => "Speaker2";

    public override IReadOnlyList<InteractionInput> Arguments { get; } =
    [
        new()
        {
            Name = EndSilence.Id,
            Label = "Id",
            Description = "The id, or its beginning, as 'silences' lists it.",
            InputType = InputType.Text,
            Required = true,
        },
    ];

    public override async Task<Result> RunAsync(
        OperatedStack stack,
        OperationArguments arguments,
        Report report,
        CancellationToken cancellationToken
    )
    {
        var alertmanager = stack.Alertmanager;
        var id = arguments[EndSilence.Id]!;
        var found = (await alertmanager.SilencesAsync(cancellationToken))
            .Where(silence => silence.IsLive && silence.Id.StartsWith(id, StringComparison.OrdinalIgnoreCase))
            .ToList();
        if (found is not [var one])
        {
            throw new OperationException(
                found.Count == 0
                    ? $"No silence in force has the id '{id}': "
                        + $"{CommandLine.Of(stack.Known.Alertmanager, "silences")} lists them."
                    : $"{found.Count} silences begin with '{id}': give more of the id."
            );
        }

        await alertmanager.EndSilenceAsync(one.Id, cancellationToken);
        return Result.Good($"The silence {MatcherText.Format(one.Matchers)} has ended.");
    }
}
