using System.Diagnostics;

namespace MueJam.AppHost.Operations.Hosts;

/// <summary>Where a resource's files and programs are: in a container, or on this machine. Paths are those inside the container.</summary>
internal abstract class ResourceHost
{
    private const string ContainerId = "container.id";

    /// <exception cref="OperationException">The resource does not run, or its files cannot be reached.</exception>
    public static ResourceHost Of(RunningStack stack, string resource)
    {
        var state = stack.States[resource];
        if (state?.State?.Text != KnownResourceStates.Running)
        {
            throw new OperationException($"'{resource}' does not run. Start it first.");
        }

        return state.Properties.FirstOrDefault(property => property.Name == ContainerId)?.Value is string { Length: > 0 } id
            ? new ContainerHost(id)
            : new LocalHost([.. state.Volumes]);
    }

    /// <summary>A program of the resource's, to be started with its input and output redirected.</summary>
    public abstract ProcessStartInfo Program(string name, IEnumerable<string> arguments);

    /// <summary>Copies a folder out; the target must not exist.</summary>
    public abstract Task CopyOutAsync(string folder, string target, CancellationToken cancellationToken);

    /// <summary>Copies a folder in, to be owned by the resource's user; the target must not exist.</summary>
    public abstract Task CopyInAsync(string source, string folder, CancellationToken cancellationToken);

    /// <summary>Renames a folder.</summary>
    public abstract Task MoveAsync(string from, string to, CancellationToken cancellationToken);

    /// <summary>Deletes a folder, if it is there.</summary>
    public abstract Task DeleteAsync(string folder, CancellationToken cancellationToken);

    /// <summary>The folder is there.</summary>
    public abstract Task<bool> ExistsAsync(string folder, CancellationToken cancellationToken);
}
