using MueJam.AppHost.Operations.Doctor;

namespace MueJam.AppHost.Operations.Commands;

/// <summary>Finds what is wrong and says what to do.</summary>
internal sealed class DoctorOperation() : Operation("doctor", "Looks for what is wrong: not scraping, alerts not firing, dashboards not loading, notifications not sent; each finding with its remedy.")
{
    public override async Task<int> RunAsync(RunningStack stack, OperationOptions options, IReport report, CancellationToken cancellationToken)
    {
        var problems = 0;
        foreach (var examination in Examination.All)
        {
            report.Line(examination.Question);
            await foreach (var finding in FindAsync(examination, stack, cancellationToken))
            {
                problems += finding.IsProblem ? 1 : 0;
                var (mark, tone) = finding.IsProblem ? ("PROBLEM", Tone.Bad) : finding.IsAdvice ? ("note", Tone.Warning) : ("ok", Tone.Good);
                report.Line($"  {mark}: {finding.What}", tone);
                if (finding.Remedy is { } remedy)
                {
                    report.Line($"    do: {remedy}");
                }
            }
        }

        report.Line(problems == 0 ? "Nothing is wrong." : $"{problems} found.", problems == 0 ? Tone.Good : Tone.Bad);
        return problems == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    /// <summary>A server that goes away between two checks is a finding, not the end.</summary>
    private static async IAsyncEnumerable<Finding> FindAsync(Examination examination, RunningStack stack, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var findings = examination.RunAsync(stack, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            Finding? gone = null;
            try
            {
                if (!await findings.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (HttpRequestException e)
            {
                gone = new Finding(e.Message, "Start the resource on the page of resources, then run doctor again.");
            }

            yield return gone ?? findings.Current;
            if (gone is not null)
            {
                yield break;
            }
        }
    }
}
