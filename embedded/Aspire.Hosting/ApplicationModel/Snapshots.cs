using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource's state as people see it.</summary>
/// <param name="Text">One of <see cref="KnownResourceStates"/>, or a text of its own.</param>
/// <param name="Style">How it is shown.</param>
public sealed record ResourceStateSnapshot(string Text, string? Style)
{
    /// <summary>A state without a style.</summary>
    public static implicit operator ResourceStateSnapshot?(string? s) => s is null ? null : new(s, null);
}

/// <summary>What one health check last said.</summary>
/// <param name="Name">The check.</param>
/// <param name="Status">Null before its first run.</param>
/// <param name="Description">In words.</param>
/// <param name="ExceptionText">The error.</param>
public sealed record HealthReportSnapshot(string Name, HealthStatus? Status, string? Description, string? ExceptionText);

/// <summary>A link.</summary>
/// <param name="Name">The endpoint.</param>
/// <param name="Url">The address.</param>
/// <param name="IsInternal">Not for people.</param>
public sealed record UrlSnapshot(string? Name, string Url, bool IsInternal)
{
    /// <summary>How it is shown.</summary>
    public UrlDisplayPropertiesSnapshot DisplayProperties { get; init; } = new();
}

/// <summary>How a link is shown.</summary>
/// <param name="DisplayName">The text; the address when empty.</param>
/// <param name="SortOrder">Higher ones come first.</param>
public sealed record UrlDisplayPropertiesSnapshot(string DisplayName = "", int SortOrder = 0);

/// <summary>A folder or volume in a container.</summary>
/// <param name="Source">The folder on this machine.</param>
/// <param name="Target">The path in the container.</param>
/// <param name="MountType">Always <c>bind</c>: a volume is a folder here.</param>
/// <param name="IsReadOnly">Nothing is written to it.</param>
public sealed record VolumeSnapshot(string? Source, string Target, string MountType, bool IsReadOnly);

/// <summary>A property shown to people.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
public sealed record ResourcePropertySnapshot(string Name, object? Value);

/// <summary>What is known of a resource at one moment.</summary>
public sealed record CustomResourceSnapshot
{
    /// <summary>The kind, such as Container.</summary>
    public required string ResourceType { get; init; }

    /// <summary>Properties shown to people.</summary>
    public required ImmutableArray<ResourcePropertySnapshot> Properties { get; init; }

    /// <summary>The state; null before the start.</summary>
    public ResourceStateSnapshot? State { get; init; }

    /// <summary>Not shown to people.</summary>
    public bool IsHidden { get; init; }

    /// <summary>When it was last started.</summary>
    public DateTime? StartTimeStamp { get; init; }

    /// <summary>When it last ended.</summary>
    public DateTime? StopTimeStamp { get; init; }

    /// <summary>Its program's exit code.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Its links.</summary>
    public ImmutableArray<UrlSnapshot> Urls { get; init; } = [];

    /// <summary>Its folders and volumes.</summary>
    public ImmutableArray<VolumeSnapshot> Volumes { get; init; } = [];

    /// <summary>Its health checks' reports.</summary>
    public ImmutableArray<HealthReportSnapshot> HealthReports { get; internal init; } = [];

    /// <summary>The worst of the reports while it runs; null when it does not. A check that has not reported counts as unhealthy.</summary>
    public HealthStatus? HealthStatus => State?.Text != KnownResourceStates.Running
        ? null
        : HealthReports.Length == 0
            ? Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy
            : HealthReports.Min(report => report.Status ?? Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Unhealthy);

    /// <summary>The handlers of <see cref="ResourceReadyEvent"/> have run.</summary>
    internal bool IsReady { get; init; }
}

/// <summary>What changed.</summary>
public class ResourceEvent(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
{
    /// <summary>The resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Its id; here its name.</summary>
    public string ResourceId { get; } = resourceId;

    /// <summary>What is known of it now.</summary>
    public CustomResourceSnapshot Snapshot { get; } = snapshot;
}

/// <summary>The states that every resource can be in.</summary>
public static class KnownResourceStates
{
    /// <summary>Ended by itself, or killed.</summary>
    public static readonly string Exited = nameof(Exited);

    /// <summary>Could not be started.</summary>
    public static readonly string FailedToStart = nameof(FailedToStart);

    /// <summary>Ended with nothing left to do.</summary>
    public static readonly string Finished = nameof(Finished);

    /// <summary>Not asked to start.</summary>
    public static readonly string NotStarted = nameof(NotStarted);

    /// <summary>Its program runs.</summary>
    public static readonly string Running = nameof(Running);

    /// <summary>Being started.</summary>
    public static readonly string Starting = nameof(Starting);

    /// <summary>Being stopped.</summary>
    public static readonly string Stopping = nameof(Stopping);

    /// <summary>Waits for other resources.</summary>
    public static readonly string Waiting = nameof(Waiting);

    /// <summary>There is nothing here that could run it.</summary>
    public static readonly string RuntimeUnhealthy = nameof(RuntimeUnhealthy);

    /// <summary>The states in which nothing runs and nothing will by itself.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];
}
