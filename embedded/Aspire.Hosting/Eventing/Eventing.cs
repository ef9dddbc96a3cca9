using System.Collections.Concurrent;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Eventing
{
    /// <summary>Something that happened.</summary>
    public interface IDistributedApplicationEvent;

    /// <summary>Something that happened to a resource.</summary>
    public interface IDistributedApplicationResourceEvent : IDistributedApplicationEvent
    {
        /// <summary>The resource.</summary>
        IResource Resource { get; }
    }

    /// <summary>A handler that was registered.</summary>
    public class DistributedApplicationEventSubscription(Func<IDistributedApplicationEvent, CancellationToken, Task> callback)
    {
        /// <summary>The handler.</summary>
        public Func<IDistributedApplicationEvent, CancellationToken, Task> Callback { get; } = callback;
    }

    /// <summary>Tells handlers what happens. Handlers run one after another, and the event waits for them.</summary>
    public interface IDistributedApplicationEventing
    {
        /// <summary>Handles an event of every resource, or of the application.</summary>
        DistributedApplicationEventSubscription Subscribe<T>(Func<T, CancellationToken, Task> callback) where T : IDistributedApplicationEvent;

        /// <summary>Handles an event of one resource.</summary>
        DistributedApplicationEventSubscription Subscribe<T>(IResource resource, Func<T, CancellationToken, Task> callback) where T : IDistributedApplicationResourceEvent;

        /// <summary>Ends a subscription.</summary>
        void Unsubscribe(DistributedApplicationEventSubscription subscription);

        /// <summary>Tells the handlers.</summary>
        Task PublishAsync<T>(T @event, CancellationToken cancellationToken = default) where T : IDistributedApplicationEvent;
    }

    internal sealed class DistributedApplicationEventing : IDistributedApplicationEventing
    {
        private readonly ConcurrentDictionary<Type, List<DistributedApplicationEventSubscription>> _subscriptions = new();

        public DistributedApplicationEventSubscription Subscribe<T>(Func<T, CancellationToken, Task> callback) where T : IDistributedApplicationEvent
        {
            var subscription = new DistributedApplicationEventSubscription((happened, token) => callback((T)happened, token));
            var list = _subscriptions.GetOrAdd(typeof(T), _ => []);
            lock (list)
            {
                list.Add(subscription);
            }

            return subscription;
        }

        public DistributedApplicationEventSubscription Subscribe<T>(IResource resource, Func<T, CancellationToken, Task> callback) where T : IDistributedApplicationResourceEvent
            => Subscribe<T>((happened, token) => happened.Resource == resource ? callback(happened, token) : Task.CompletedTask);

        public void Unsubscribe(DistributedApplicationEventSubscription subscription)
        {
            foreach (var list in _subscriptions.Values)
            {
                lock (list)
                {
                    list.Remove(subscription);
                }
            }
        }

        public async Task PublishAsync<T>(T @event, CancellationToken cancellationToken = default) where T : IDistributedApplicationEvent
        {
            if (!_subscriptions.TryGetValue(typeof(T), out var list))
            {
                return;
            }

            DistributedApplicationEventSubscription[] current;
            lock (list)
            {
                current = [.. list];
            }

            foreach (var subscription in current)
            {
                await subscription.Callback(@event, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}

namespace Aspire.Hosting.ApplicationModel
{
    using Aspire.Hosting.Eventing;

    /// <summary>Before anything starts.</summary>
    public class BeforeStartEvent(IServiceProvider services, DistributedApplicationModel model) : IDistributedApplicationEvent
    {
        /// <summary>The host's services.</summary>
        public IServiceProvider Services { get; } = services;

        /// <summary>All resources.</summary>
        public DistributedApplicationModel Model { get; } = model;
    }

    /// <summary>A resource is about to start: what it waits for is there.</summary>
    public class BeforeResourceStartedEvent(IResource resource, IServiceProvider services) : IDistributedApplicationResourceEvent
    {
        /// <inheritdoc />
        public IResource Resource { get; } = resource;

        /// <summary>The host's services.</summary>
        public IServiceProvider Services { get; } = services;
    }

    /// <summary>A connection string can be read.</summary>
    public class ConnectionStringAvailableEvent(IResource resource, IServiceProvider services) : IDistributedApplicationResourceEvent
    {
        /// <inheritdoc />
        public IResource Resource { get; } = resource;

        /// <summary>The host's services.</summary>
        public IServiceProvider Services { get; } = services;
    }

    /// <summary>A resource is healthy for the first time since it started; what waits for it starts after the handlers.</summary>
    public class ResourceReadyEvent(IResource resource, IServiceProvider services) : IDistributedApplicationResourceEvent
    {
        /// <inheritdoc />
        public IResource Resource { get; } = resource;

        /// <summary>The host's services.</summary>
        public IServiceProvider Services { get; } = services;
    }
}
