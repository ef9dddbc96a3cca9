using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;

namespace MueJam.AppHost.Operations;

/// <summary>The last known state of every resource by its name; a container's restart may give it another id.</summary>
internal sealed class ResourceStates(ResourceNotificationService notifications) : BackgroundService
{
    private readonly ConcurrentDictionary<string, CustomResourceSnapshot> _states = new();

    /// <summary>Null before anything is known.</summary>
    public CustomResourceSnapshot? this[string resource] => _states.GetValueOrDefault(resource);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var change in notifications.WatchAsync(stoppingToken))
        {
            _states[change.Resource.Name] = change.Snapshot;
        }
    }
}
