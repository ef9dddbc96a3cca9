using System.CommandLine;

namespace MueJam.AppHost.Operations;

/// <summary>Something that is done to a running stack, from a shell or by a resource's command.</summary>
/// <param name="name">Its name in the shell.</param>
/// <param name="description">What it does, in one line.</param>
internal abstract class Operation(string name, string description)
{
    public string Name { get; } = name;

    public string Description { get; } = description;

    /// <summary>The shell's arguments and options.</summary>
    public virtual IReadOnlyList<Symbol> Symbols => [];

    /// <summary>It is run with <see cref="Preview"/> first, and goes on when that is confirmed.</summary>
    public virtual bool MustBeConfirmed => false;

    /// <summary>Two of this kind never run at once.</summary>
    public virtual bool IsExclusive => false;

    /// <summary>The option that only shows what would be done.</summary>
    public const string Preview = "preview";

    /// <summary>Does it, in the AppHost.</summary>
    /// <returns>An exit code.</returns>
    /// <exception cref="OperationException">It cannot be done; the message says why and what to do.</exception>
    public abstract Task<int> RunAsync(RunningStack stack, OperationOptions options, IReport report, CancellationToken cancellationToken);
}

/// <summary>The values of an operation's arguments and options by their names, without dashes.</summary>
internal sealed class OperationOptions(IReadOnlyDictionary<string, string?> values)
{
    public static OperationOptions None { get; } = new(new Dictionary<string, string?>());

    public IReadOnlyDictionary<string, string?> Values { get; } = values;

    public string? this[string name] => Values.GetValueOrDefault(name);

    public bool Has(string name) => this[name] is "true" or "True";
}

/// <summary>An operation cannot be done.</summary>
/// <param name="message">Why, and what to do.</param>
internal sealed class OperationException(string message) : Exception(message);

/// <summary>What the shell returns.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>It failed, or found something wrong.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong, or was not confirmed.</summary>
    public const int Usage = 2;

    /// <summary>No stack runs that could be operated.</summary>
    public const int NoStack = 3;

    /// <summary>A preview found something to do; the shell asks, and never returns it.</summary>
    public const int Pending = 4;

    /// <summary>Interrupted.</summary>
    public const int Interrupted = 130;
}
