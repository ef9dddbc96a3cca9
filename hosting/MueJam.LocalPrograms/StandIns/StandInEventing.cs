using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;

namespace MueJam.LocalPrograms.StandIns;

/// <summary>
/// Events are keyed by resource instance, and Aspire's own health checks and database creation have subscribed with the
/// container's:
/// what is published for the stand-in is published for the container, too.
/// </summary>
/// <param name="inner">The events that the model has subscribed to.</param>
/// <param name="model">What is in the model now.</param>
internal sealed class StandInEventing(IDistributedApplicationEventing inner, IResourceCollection model)
    : IDistributedApplicationEventing
{
    /// <summary>
    /// Whoever listens to all resources has heard of the stand-in, and knows no resource that left the model.
    /// </summary>
    public DistributedApplicationEventSubscription Subscribe<T>(Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationEvent =>
        inner.Subscribe<T>(
            (happened, cancellationToken) =>
                happened is IDistributedApplicationResourceEvent { Resource: ContainerResource gone }
                && !model.Contains(gone)
                    ? Task.CompletedTask
                    : callback(happened, cancellationToken)
        );

    public DistributedApplicationEventSubscription Subscribe<T>(
        IResource resource,
        Func<T, CancellationToken, Task> callback
    )
        where T : IDistributedApplicationResourceEvent => inner.Subscribe(resource, callback);

    public void Unsubscribe(DistributedApplicationEventSubscription subscription) => inner.Unsubscribe(subscription);

    public Task PublishAsync<T>(T @event, CancellationToken cancellationToken = default)
        where T : IDistributedApplicationEvent =>
        PublishAsync(@event, EventDispatchBehavior.BlockingSequential, cancellationToken);

    public async Task PublishAsync<T>(
        T @event,
        EventDispatchBehavior dispatchBehavior,
        CancellationToken cancellationToken = default
    )
        where T : IDistributedApplicationEvent
    {
        await inner.PublishAsync(@event, dispatchBehavior, cancellationToken).ConfigureAwait(false);
        if (
            @event
            is not IDistributedApplicationResourceEvent { Resource: LocalProgramResource { Container: var container } }
        )
        {
            return;
        }

        await (
            @event switch
            {
                BeforeResourceStartedEvent e => Again(new BeforeResourceStartedEvent(container, e.Services)),
                ResourceEndpointsAllocatedEvent e => Again(new ResourceEndpointsAllocatedEvent(container, e.Services)),
                ResourceReadyEvent e => Again(new ResourceReadyEvent(container, e.Services)),
                ResourceStoppedEvent e => ToFamilyAsync(resource => new ResourceStoppedEvent(
                    resource,
                    e.Services,
                    e.ResourceEvent
                )),
                ConnectionStringAvailableEvent e => ToFamilyAsync(resource => new ConnectionStringAvailableEvent(
                    resource,
                    e.Services
                )),
                _ => Task.CompletedTask,
            }
        ).ConfigureAwait(false);

        Task Again<TEvent>(TEvent other)
            where TEvent : IDistributedApplicationEvent =>
            inner.PublishAsync(other, dispatchBehavior, cancellationToken);

        // The orchestrator knows the container's children, and not whose they are.
        async Task ToFamilyAsync<TEvent>(Func<IResource, TEvent> make)
            where TEvent : IDistributedApplicationEvent
        {
            foreach (var resource in (IEnumerable<IResource>)[container, .. Family.ChildrenOf(container, model)])
            {
                await Again(make(resource)).ConfigureAwait(false);
            }
        }
    }
}
