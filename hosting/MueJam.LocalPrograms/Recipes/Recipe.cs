using MueJam.LocalPrograms.Files;

namespace MueJam.LocalPrograms.Recipes;

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

    /// <summary>The user that the program runs as when the AppHost is root; null for root.</summary>
    public virtual string? User => null;

    /// <summary>The program's path, or null when it is not installed.</summary>
    public abstract string? Find();

    /// <summary>Does what is left to do once the packages are there.</summary>
    /// <exception cref="ProgramException">It failed; the message says why.</exception>
    public virtual Task PrepareAsync(IProgress<string> progress, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>What is run: the program itself, or what runs it.</summary>
    public virtual string Command(string program) => program;

    /// <summary>The arguments of <see cref="Command"/>; lays out the files that they name.</summary>
    /// <param name="launch">The container as a program of this machine.</param>
    public abstract IEnumerable<string> Arguments(Launch launch);

    /// <summary>Adds to the container's variables, or replaces them.</summary>
    /// <param name="launch">The container as a program of this machine.</param>
    /// <param name="variables">The container's own, with the paths outside.</param>
    public virtual void SetVariables(Launch launch, IDictionary<string, object> variables) { }

    /// <summary>The first of several names that is on the PATH or in a usual folder.</summary>
    protected static string? OnPath(params string[] names)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Concat(["/usr/local/bin", "/usr/bin", "/usr/sbin"]);
        return names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(IsProgram);

        // A link whose target was removed exists for File.Exists.
        static bool IsProgram(string path) =>
            File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is not { Exists: false };
    }

    /// <summary>Writes a script of this assembly into a folder of the program's.</summary>
    /// <returns>Its path.</returns>
    protected static string WriteScript(string folder, string name)
    {
        var path = Path.Combine(Directory.CreateDirectory(folder).FullName, name);
        using (var source = typeof(Recipe).Assembly.GetManifestResourceStream(name)!)
        using (var target = File.Create(path))
        {
            source.CopyTo(target);
        }

        File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        return path;
    }
}
