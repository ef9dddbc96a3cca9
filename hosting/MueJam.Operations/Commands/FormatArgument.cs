namespace MueJam.Operations.Commands;

/// <summary>How the result is shown.</summary>
internal static class FormatArgument
{
    private const string Name = "format",
        Text = "text",
        Json = "json";

    public static InteractionInput Input { get; } =
        new()
        {
            Name = Name,
            Label = "Format",
            Description = "text for people; json for programs: the same tables and lines.",
            InputType = InputType.Choice,
            Options = [.. ((string[])[Text, Json]).Select(value => KeyValuePair.Create(value, value))],
            Value = Text,
        };

    /// <summary>It is for a program.</summary>
    public static bool IsJson(InteractionInputCollection inputs) =>
        inputs.TryGetByName(Name, out var format) && format.Value == Json;
}
