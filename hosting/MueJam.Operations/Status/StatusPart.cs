using MueJam.Operations.Reports;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Status;

/// <summary>A part of the screen.</summary>
/// <param name="Title">What it is about.</param>
/// <param name="ShowAsync">Tells it.</param>
internal sealed record StatusPart(string Title, Func<StatusView, CancellationToken, Task> ShowAsync)
{
    /// <summary>From top to bottom.</summary>
    public static IReadOnlyList<StatusPart> All { get; } =
    [
        new("Resources", ResourceParts.ShowResourcesAsync),
        new("Targets", ResourceParts.ShowTargetsAsync),
        new("Firing alerts", AlertParts.ShowFiringAsync),
        new("Pending alerts", AlertParts.ShowPendingAsync),
        new("Silences", AlertParts.ShowSilencesAsync),
        new("Notifications", NotificationPart.ShowAsync),
        new("Library", FigureParts.ShowLibraryAsync),
        new("Disk", FigureParts.ShowDiskAsync),
    ];
}

/// <summary>What a part looks at and where it tells.</summary>
/// <param name="Stack">The stack.</param>
/// <param name="Resources">How its resources are, the worst first.</param>
/// <param name="Report">What is told.</param>
internal sealed record StatusView(OperatedStack Stack, IReadOnlyList<ResourceState> Resources, Report Report);
