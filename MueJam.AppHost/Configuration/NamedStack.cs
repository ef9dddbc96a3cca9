using Microsoft.Extensions.Configuration;

namespace MueJam.AppHost.Configuration;

/// <summary>A stack beside another one on the same machine: the setting <c>Stack</c> names it, and nothing of it is the other's.</summary>
internal static class NamedStack
{
    private const string Key = "Stack";

    /// <summary>Gives a stack that has a name data volumes and ports of its own, unless settings say otherwise.</summary>
    public static void Apply(IDistributedApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if (configuration[Key] is { Length: > 0 } name)
        {
            configuration["Volumes:Prefix"] ??= $"muejam-{name}";
            configuration["DcpPublisher:RandomizePorts"] ??= "true";
            configuration["LocalPrograms:StateDirectory"] ??= Path.GetFullPath(Path.Combine("..", ".muejam", "stacks", name), builder.AppHostDirectory);
        }
    }

    /// <summary>What is wrong with the name, or <see langword="null"/>; it is part of the names of volumes and folders.</summary>
    public static string? Problem(IConfiguration configuration)
        => configuration[Key] is { Length: > 0 } name && !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
            ? $"{Key} is '{name}'. Use letters, digits and '-' only."
            : null;
}
