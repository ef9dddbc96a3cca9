using MueJam.Operations.Stack;

namespace MueJam.Operations.Doctor;

/// <summary>What a check found.</summary>
/// <param name="What">What is so.</param>
/// <param name="Remedy">What to do; null when nothing is wrong.</param>
/// <param name="IsAdvice">It is worth knowing, and no fault.</param>
internal sealed record Finding(string What, string? Remedy = null, bool IsAdvice = false)
{
    public bool IsProblem => Remedy is not null && !IsAdvice;

    /// <summary>What is not as it should be, most often a resource: what else is found of it is an effect.</summary>
    public string? About { get; init; }

    /// <summary>What this is an effect of, if something is found of one of them; the likeliest first.</summary>
    public IReadOnlyCollection<string> Because { get; init; } = [];
}

/// <summary>A question that people come with, and the checks that answer it.</summary>
/// <param name="Question">As one asks it.</param>
/// <param name="RunAsync">Looks.</param>
internal sealed record Examination(
    string Question,
    Func<OperatedStack, CancellationToken, IAsyncEnumerable<Finding>> RunAsync
)
{
    public static IReadOnlyList<Examination> All { get; } =
    [
        new("Is everything running?", ResourceChecks.RunAsync),
        new("Is the data of one state?", RestoreChecks.RunAsync),
        new("Is Prometheus scraping?", ScrapingChecks.RunAsync),
        new("Do alerts fire?", AlertChecks.RunAsync),
        new("Do dashboards load?", DashboardChecks.RunAsync),
        new("Are notifications sent?", NotificationChecks.RunAsync),
    ];
}
