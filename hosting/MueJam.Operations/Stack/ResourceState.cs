using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MueJam.Operations.Stack;

/// <summary>How a resource is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">What the orchestrator says of it, such as <c>Running</c>.</param>
/// <param name="ExitCode">With which it ended.</param>
/// <param name="Health">What its checks say now; null where it does not run.</param>
/// <param name="Reasons">Why it is not healthy, in the words of its checks.</param>
/// <param name="Unavailable">What is missing on this machine; null when it can run.</param>
/// <param name="Urls">Where it is.</param>
internal sealed record ResourceState(
    string Name,
    string Text,
    int? ExitCode,
    HealthStatus? Health,
    string Reasons,
    string? Unavailable,
    IReadOnlyList<string> Urls
)
{
    /// <summary>What it needs, with what those need, the nearest first.</summary>
    public required IReadOnlyList<string> DependsOn { get; init; }

    /// <summary>It lives in another, and has no start or stop of its own.</summary>
    public bool IsPart { get; init; }

    public bool IsRunning => Text == KnownResourceStates.Running;

    public bool IsWell => Unavailable is not null || Health is HealthStatus.Healthy;

    /// <summary>It ended, and not because of another: whatever else is wrong may be the effect.</summary>
    public bool IsStopped =>
        !IsPart && Text != KnownResourceStates.FailedToStart && KnownResourceStates.TerminalStates.Contains(Text);

    /// <summary>The worst first: what was stopped, what fails, what waits or does with less.</summary>
    public int Rank =>
        IsWell ? 3
        : IsStopped ? 0
        : IsRunning && Health is HealthStatus.Unhealthy ? 1
        : 2;
}
