using System.Runtime.CompilerServices;
using MueJam.Operations.Doctor;
using MueJam.Operations.Reports;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Commands;

/// <summary>Finds what is wrong and says what to do.</summary>
internal sealed class DoctorOperation() : Operation(
    "doctor", "Doctor", "Looks for what is wrong: not scraping, alerts not firing, dashboards not loading, notifications not sent; each finding with its remedy.")
{
    public override string Icon => "Stethoscope";

    public override async Task<Result> RunAsync(OperatedStack stack, OperationArguments arguments, Report report, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        foreach (var examination in Examination.All)
        {
            report.Step(examination.Question);
            report.Heading(examination.Question);
            await foreach (var finding in FindAsync(examination, stack, cancellationToken))
            {
                if (finding.IsProblem)
                {
                    problems.Add(finding.What);
                }

                var (mark, tone) = finding.IsProblem ? ("PROBLEM", Tone.Bad) : finding.IsAdvice ? ("note", Tone.Warning) : ("ok", Tone.Good);
                report.Line($"{mark}: {finding.What}", tone);
                if (finding.Remedy is { } remedy)
                {
                    report.Line($"do: {remedy}");
                }
            }
        }

        return problems.Count == 0 ? Result.Good("Nothing is wrong.") : Result.Bad($"{problems.Count} found. {string.Join(" ", problems)}");
    }

    /// <summary>A server that goes away between two checks is a finding, not the end.</summary>
    private static async IAsyncEnumerable<Finding> FindAsync(
        Examination examination, OperatedStack stack, [EnumeratorCancellation] CancellationToken cancellationToken)
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
                gone = new Finding(e.Message, "Start the resource on the dashboard, then run doctor again.");
            }

            yield return gone ?? findings.Current;
            if (gone is not null)
            {
                yield break;
            }
        }
    }
}
