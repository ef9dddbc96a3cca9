using Microsoft.Extensions.Configuration;

namespace MueJam.Startup.Configuration;

/// <summary>
/// A stack beside another one on the same machine: the setting <c>Stack</c> names it, and nothing of it is the other's.
/// </summary>
internal static class NamedStack
{
    private const string Key = "Stack",
        State = "LocalPrograms:StateDirectory";

    /// <summary>
    /// Gives a stack that has a name data volumes, a folder and ports of its own. The other stack may read the same
    /// settings:
    /// the name is added to what they say.
    /// </summary>
    public static void Apply(IDistributedApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if (configuration[Key] is { Length: > 0 } name)
        {
            var state = configuration[State] is { Length: > 0 } configured
                ? configured
                : Path.GetFullPath(Path.Combine("..", ".muejam"), builder.AppHostDirectory);
            configuration[State] = Path.Combine(state, "stacks", name);
            configuration[SettingsExtensions.Prefix] = $"{builder.VolumePrefix()}-{name}";
            configuration[SettingsExtensions.RandomPorts] = "true";
        }
    }

    /// <summary>
    /// What is wrong with the name, or <see langword="null"/>; it is part of the names of volumes and folders.
    /// </summary>
    public static string? Problem(IConfiguration configuration) =>
        configuration[Key] is { Length: > 0 } name
        && !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
            ? $"{Key} is '{name}'. Use letters, digits and '-' only."
            : null;
}
