using System.Runtime.CompilerServices;
using MueJam.Operations.Doctor;
using MueJam.Operations.Reports;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Commands;

/// <summary>Finds what is wrong and says what to do.</summary>
internal sealed class DoctorOperation()
    : Operation(
        "doctor",
        "Doctor",
        "Looks for what is wrong: not scraping, alerts not firing, dashboards not loading, notifications not "
            + "sent; each finding with its remedy."
    )
{
    public override string Icon => "Stethoscope";

    public override bool HasFormats => true;

    public override async Task<Result> RunAsync(
        OperatedStack stack,
        OperationArguments arguments,
        Report report,
        CancellationToken cancellationToken
    )
    {
        var found = new List<(string Question, List<Finding> Findings)>();
        foreach (var examination in Examination.All)
        {
            report.Step(examination.Question);
            var findings = await FindAsync(examination, stack, cancellationToken).ToListAsync(cancellationToken);
            found.Add((examination.Question, findings));
        }

        var diagnosis = new Diagnosis([.. found.SelectMany(one => one.Findings)]);
        foreach (var (question, findings) in found)
        {
            report.Heading(question);
            Tell(findings, diagnosis, report);
        }

        var problems = diagnosis.Causes.Select(cause => cause.What).ToList();
        return problems.Count == 0
            ? Result.Good("Nothing is wrong.")
            : Result.Bad($"{problems.Count} found. {string.Join(" ", problems)}");
    }

    /// <summary>Causes first, each with its effects, whichever question those answer.</summary>
    private static void Tell(IReadOnlyList<Finding> findings, Diagnosis diagnosis, Report report)
    {
        foreach (var finding in findings.Where(finding => diagnosis.CauseOf(finding) == finding).OrderBy(Rank))
        {
            var (mark, tone) =
                finding.IsProblem ? ("PROBLEM", Tone.Bad)
                : finding.IsAdvice ? ("note", Tone.Warning)
                : ("ok", Tone.Good);
            var effects = diagnosis.EffectsOf(finding).Select(effect => effect.What).Distinct().ToList();
            report.Line(
                $"{mark}: {finding.What}",
                tone,
                new
                {
                    Mark = mark.ToLowerInvariant(),
                    finding.What,
                    Do = finding.Remedy,
                    Effects = effects,
                },
                [
                    .. finding.Remedy is { } remedy ? [$"do: {remedy}"] : (Cell[])[],
                    .. effects.Select(effect => new Cell($"effect: {effect}", Tone.Warning)),
                ]
            );
        }

        foreach (var cause in findings.Select(diagnosis.CauseOf).Except(findings).Distinct())
        {
            report.Line($"see: {cause.What}", Tone.Warning, new { Mark = "see", cause.What });
        }
    }

    private static int Rank(Finding finding) =>
        finding.IsProblem ? 0
        : finding.IsAdvice ? 1
        : 2;

    /// <summary>A server that goes away between two checks is a finding, not the end.</summary>
    private static async IAsyncEnumerable<Finding> FindAsync(
        Examination examination,
        OperatedStack stack,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
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
