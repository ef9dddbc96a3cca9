using Aspire.Hosting.ApplicationModel;

namespace MueJam.LocalPrograms.StandIns;

/// <summary>
/// What lives in a container, such as a database in its server, follows the stand-in's state as it would follow the
/// container's.
/// </summary>
internal static class Family
{
    /// <summary>The resources of the model that live in a container that has left it.</summary>
    public static IEnumerable<IResource> ChildrenOf(ContainerResource container, IEnumerable<IResource> model) =>
        model.OfType<IResourceWithParent>().Where(child => child.Parent == container);

    /// <summary>
    /// Follows until it is cancelled. Begun before the host starts: a start ends only when the last resource has.
    /// </summary>
    /// <param name="notifications">The states.</param>
    /// <param name="model">The resources.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task FollowAsync(
        ResourceNotificationService notifications,
        IResourceCollection model,
        CancellationToken cancellationToken
    )
    {
        var last = new Dictionary<string, (string?, DateTime?, DateTime?)>();
        await foreach (var change in notifications.WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            var now = (change.Snapshot.State?.Text, change.Snapshot.StartTimeStamp, change.Snapshot.StopTimeStamp);
            if (
                change.Resource is not LocalProgramResource { Container: var container }
                || (last.TryGetValue(change.ResourceId, out var before) && before == now)
            )
            {
                continue;
            }

            last[change.ResourceId] = now;
            foreach (var child in ChildrenOf(container, model))
            {
                await notifications
                    .PublishUpdateAsync(
                        child,
                        snapshot =>
                            snapshot with
                            {
                                State = change.Snapshot.State,
                                StartTimeStamp = change.Snapshot.StartTimeStamp,
                                StopTimeStamp = change.Snapshot.StopTimeStamp,
                            }
                    )
                    .ConfigureAwait(false);
            }
        }
    }
}
