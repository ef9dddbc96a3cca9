using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using MueJam.LocalPrograms.StandIns;

namespace MueJam.Operations.Stack;

/// <summary>
/// Where a resource's files and programs are: in a container, or on this machine. Paths are those inside the container.
/// </summary>
internal abstract partial class ResourceHost
{
    private const string ContainerId = "container.id";

    /// <exception cref="OperationException">The resource does not run.</exception>
    public static ResourceHost Of(OperatedStack stack, IResourceBuilder<IResource> resource)
    {
        var state = stack.State(resource.Resource.Name);
        if (state?.State?.Text != KnownResourceStates.Running)
        {
            throw new OperationException($"'{resource.Resource.Name}' does not run. Start it first.");
        }

        return stack.Current(resource) is LocalProgramResource program
            ? new LocalHost(program)
            : new ContainerHost((string)state.Properties.Single(property => property.Name == ContainerId).Value!);
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

    /// <summary>What a folder takes of the disk, in bytes.</summary>
    public async Task<double> SizeAsync(string folder, CancellationToken cancellationToken)
    {
        var output = await MeasureAsync(folder, cancellationToken);
        // A file that goes away meanwhile is no reason to have no figure: the total is there all the same.
        return Total().Match(output) is { Success: true } total
            ? double.Parse(total.Groups[1].Value, CultureInfo.InvariantCulture) * 1024
            : throw new OperationException($"The size of {folder} is not known: {output.Trim()}");
    }

    /// <summary>What <c>du -sk</c> says of a folder.</summary>
    protected abstract Task<string> MeasureAsync(string folder, CancellationToken cancellationToken);

    [GeneratedRegex(@"^([0-9]+)\s", RegexOptions.Multiline)]
    private static partial Regex Total();
}
