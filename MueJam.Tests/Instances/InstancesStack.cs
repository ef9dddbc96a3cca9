using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using MueJam.LocalPrograms;
using MueJam.Tests.Faults;

namespace MueJam.Tests.Instances;

/// <summary>The stack with three instances of the API behind one address, under the time-lapse.</summary>
public sealed class InstancesStack : FaultStack
{
    /// <summary>The one address.</summary>
    public const string Balancer = "balancer";

    /// <summary>Every instance, the first by its own name.</summary>
    public static IReadOnlyList<string> Instances { get; } = ["api", "api-2", "api-3"];

    protected override IEnumerable<string> Arguments => [$"--Api:Instances={Instances.Count}"];

    /// <summary>The pages ask the one instance that there usually is.</summary>
    internal override bool HasRunbookAddresses => false;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await Task.WhenAll(
            ((string[])[Balancer, .. Instances]).Select(resource => HealthyAsync(resource, timeout.Token))
        );
    }

    /// <summary>Ends an instance at once, without a word to anybody.</summary>
    internal async Task KillAsync(string instance)
    {
        var owner = LocalPort.Owner(App.GetEndpoint(instance, "http").Port);
        await ProcessExtensions.SignalAsync(owner!.ProcessId!.Value, "KILL");
    }

    /// <summary>Starts instances that were killed, when they are known to have ended.</summary>
    internal async Task ReviveAsync(params IReadOnlyList<string> instances)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        foreach (var instance in instances)
        {
            await App.ResourceNotifications.WaitForResourceAsync(
                instance,
                KnownResourceStates.TerminalStates,
                timeout.Token
            );
            await StartAsync(instance, timeout.Token);
        }
    }
}

/// <summary>Alone on the machine, as the fault suite: times are measured.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class InstancesCollection : ICollectionFixture<InstancesStack>
{
    public const string Name = "Instances";
}
