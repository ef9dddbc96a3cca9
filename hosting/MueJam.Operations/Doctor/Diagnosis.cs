namespace MueJam.Operations.Doctor;

/// <summary>Tells causes from their effects: what fails with something else is no problem of its own.</summary>
/// <param name="findings">All that was found, in the order in which it is told.</param>
internal sealed class Diagnosis(IReadOnlyCollection<Finding> findings)
{
    private readonly IReadOnlyList<Finding> _problems = [.. findings.Where(finding => finding.IsProblem)];

    /// <summary>What must be mended, and nothing that goes away with it.</summary>
    public IEnumerable<Finding> Causes => _problems.Where(problem => CauseOf(problem) == problem);

    /// <summary>What went wrong with a cause.</summary>
    public IEnumerable<Finding> EffectsOf(Finding cause) =>
        findings.Where(finding => finding.Remedy is not null && finding != cause && CauseOf(finding) == cause);

    /// <summary>The end of the way from effect to cause; the finding itself where it is one.</summary>
    public Finding CauseOf(Finding finding)
    {
        var passed = new HashSet<Finding>();
        // Two that wait for each other have no cause but themselves.
        while (passed.Add(finding) && NextOf(finding) is { } next)
        {
            finding = next;
        }

        return finding;
    }

    private Finding? NextOf(Finding finding) =>
        finding.Remedy is null
            ? null
            : finding.Because.Select(name => About(name, finding)).FirstOrDefault(cause => cause is not null)
                ?? (finding.About is { } own && About(own, null) is { } first && first != finding ? first : null);

    private Finding? About(string name, Finding? other) =>
        _problems.FirstOrDefault(problem => problem.About == name && problem != other);
}
