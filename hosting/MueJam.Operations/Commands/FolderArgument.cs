namespace MueJam.Operations.Commands;

/// <summary>A backup's folder as people give it.</summary>
internal static class FolderArgument
{
    public const string Name = "folder";

    public static InteractionInput Input(string description, bool isRequired) =>
        new()
        {
            Name = Name,
            Label = "Folder",
            Description = description,
            InputType = InputType.Text,
            Required = isRequired,
            Placeholder = "/var/backups/muejam/monday",
        };

    /// <summary>The AppHost does not know in which folder a shell is.</summary>
    public static void Validate(InputsDialogValidationContext context)
    {
        var value = context.Inputs[Name].Value;
        if (!string.IsNullOrEmpty(value) && !Path.IsPathFullyQualified(value))
        {
            context.AddValidationError(
                Name,
                $"'{value}' is relative, and the AppHost does not know to what: give the whole path."
            );
        }
    }
}
