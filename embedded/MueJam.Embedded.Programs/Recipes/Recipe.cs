namespace MueJam.Embedded.Programs.Recipes;

/// <summary>How the local program of an image is found and started.</summary>
/// <param name="image">The image, without registry and tag.</param>
internal abstract class Recipe(string image)
{
    /// <summary>The image.</summary>
    public string Image { get; } = image;

    /// <summary>The distribution's packages of what is missing.</summary>
    public abstract IReadOnlyCollection<string> Packages { get; }

    /// <summary>What to do where they cannot be installed.</summary>
    public virtual string Remedy => $"Run: sudo apt-get install -y {string.Join(' ', Packages)}";

    /// <summary>Nothing else needs it: the stack goes on without it.</summary>
    public virtual bool IsOptional => false;

    /// <summary>The user that the program runs as when the host is root; null for root.</summary>
    public virtual string? User => null;

    /// <summary>The program's path, or null when it is not installed.</summary>
    public abstract string? Find();

    /// <summary>Does what is left to do once the packages are there.</summary>
    /// <exception cref="ProgramStartException">It failed; the message says why.</exception>
    public virtual Task PrepareAsync(IProgress<string> progress, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Makes the container a process.</summary>
    /// <param name="container">The container.</param>
    /// <param name="root">Its file system.</param>
    /// <param name="program">What <see cref="Find"/> found.</param>
    public abstract ProcessLaunch Build(ContainerLaunch container, ContainerRoot root, string program);

    /// <summary>The first of several names that is on the PATH or in a usual folder.</summary>
    protected static string? OnPath(params string[] names)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/local/bin", "/usr/bin", "/usr/sbin"]);
        return names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(IsProgram);

        // A link whose target was removed exists for File.Exists.
        static bool IsProgram(string path) => File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is not { Exists: false };
    }

    /// <summary>Arguments with the paths outside.</summary>
    protected static IEnumerable<string> Arguments(ContainerLaunch container, ContainerRoot root) => container.Arguments.Select(root.Map);

    /// <summary>Variables with the paths outside.</summary>
    protected static Dictionary<string, string> Variables(ContainerLaunch container, ContainerRoot root)
        => container.Environment.ToDictionary(v => v.Key, v => root.Map(v.Value));
}
