namespace MueJam.Operations.Stack;

/// <summary>What to type in a shell.</summary>
internal static class CommandLine
{
    /// <summary>The command of a resource.</summary>
    public static string Of(IResourceBuilder<IResource> resource, string command) =>
        Of(resource.Resource.Name, command);

    /// <summary>The command of a resource, by its name.</summary>
    public static string Of(string resource, string command) => $"dotnet aspire resource {resource} {command}";
}
