using MueJam.Operations.Reports;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Commands;

/// <summary>Something that is done to a running stack by a command of a resource.</summary>
/// <param name="name">The command's name.</param>
/// <param name="title">What its button says.</param>
/// <param name="description">What it does, in one line.</param>
internal abstract class Operation(string name, string title, string description)
{
    public string Name { get; } = name;

    public string Title { get; } = title;

    public string Description { get; } = description;

    /// <summary>One of Fluent's icons.</summary>
    public abstract string Icon { get; }

    /// <summary>What it can be told.</summary>
    public virtual IReadOnlyList<InteractionInput> Arguments => [];

    /// <summary>What the dashboard asks before it; a shell gives <c>--yes</c>.</summary>
    public virtual string? Question => null;

    /// <summary>Its result is for programs too.</summary>
    public virtual bool HasFormats => false;

    /// <summary>Two of this kind never run at once.</summary>
    public virtual bool IsExclusive => false;

    /// <summary>Says what is wrong with a value, before anything is done.</summary>
    public virtual void Validate(InputsDialogValidationContext context) { }

    /// <summary>Does it.</summary>
    /// <exception cref="OperationException">It cannot be done; the message says why and what to do.</exception>
    public abstract Task<Result> RunAsync(
        OperatedStack stack,
        OperationArguments arguments,
        Report report,
        CancellationToken cancellationToken
    );
}

/// <summary>What came of an operation.</summary>
/// <param name="IsGood">Nothing is wrong.</param>
/// <param name="Message">In a line or two.</param>
internal sealed record Result(bool IsGood, string Message)
{
    public static Result Good(string message) => new(true, message);

    public static Result Bad(string message) => new(false, message);
}
