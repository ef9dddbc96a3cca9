using MueJam.Operations.Stack;

namespace MueJam.Operations.Commands;

/// <summary>The values that an operation was given.</summary>
/// <param name="inputs">The command's arguments.</param>
/// <param name="wasAsked">Somebody was asked, and said yes.</param>
internal sealed class OperationArguments(InteractionInputCollection inputs, bool wasAsked)
{
    /// <summary>Every operation that asks has it, for those who cannot be asked.</summary>
    public static InteractionInput Yes { get; } =
        new()
        {
            Name = "yes",
            Label = "Yes",
            Description = "Does it. A shell asks nothing: without --yes it only shows what would be done.",
            InputType = InputType.Boolean,
        };

    /// <summary>A value; null when it is left out.</summary>
    public string? this[string name] => inputs[name].Value is { Length: > 0 } value ? value : null;

    public bool Has(string name) => bool.TryParse(this[name], out var isSet) && isSet;

    /// <exception cref="OperationException">Nobody has said yes.</exception>
    public void EnsureConfirmed()
    {
        if (!wasAsked && !Has(Yes.Name))
        {
            throw new OperationException($"Nothing was done. Give --{Yes.Name} to do it.");
        }
    }
}
