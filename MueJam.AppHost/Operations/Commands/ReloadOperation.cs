namespace MueJam.AppHost.Operations.Commands;

/// <summary>Puts changed configuration files into effect; a broken one is refused, and the running configuration stays.</summary>
internal sealed class ReloadOperation() : Operation("reload", "Checks the files of Prometheus and Alertmanager and puts them into effect; a broken file is refused and what runs stays.")
{
    public override async Task<int> RunAsync(RunningStack stack, OperationOptions options, IReport report, CancellationToken cancellationToken)
    {
        var isGood = true;
        foreach (var resource in (string[])["prometheus", "alertmanager"])
        {
            report.Progress($"Reloading {resource}");
            var result = await stack.ExecuteAsync(resource, "reload", cancellationToken);
            isGood &= result.Success;
            report.Line(
                result.Success ? $"{resource}: the files are in effect." : $"{resource}: refused, what runs stays. {OneLine(result.Message)}",
                result.Success ? Tone.Good : Tone.Bad);
        }

        return isGood ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static string OneLine(string? text) => string.Join(' ', (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
