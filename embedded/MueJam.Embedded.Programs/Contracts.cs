namespace MueJam.Embedded.Programs;

/// <summary>A folder or file outside that a container image expects at an absolute path inside.</summary>
/// <param name="Source">Absolute path on this machine; created as a folder when missing and <paramref name="IsVolume"/>.</param>
/// <param name="Target">Absolute path inside the container.</param>
/// <param name="IsVolume">A data volume: owned by the program's user, kept between runs.</param>
/// <param name="IsReadOnly">The program must not write there.</param>
public sealed record ContainerMount(string Source, string Target, bool IsVolume, bool IsReadOnly);

/// <summary>A file written for the container before it starts.</summary>
/// <param name="Target">Absolute path inside the container.</param>
/// <param name="Contents">Text; container paths of mounts and files that occur in it are mapped to the paths outside. Null when <paramref name="SourcePath"/> is given.</param>
/// <param name="SourcePath">A file on this machine to copy byte for byte.</param>
/// <param name="Mode">Permission bits, null for the default.</param>
public sealed record ContainerFileContent(string Target, string? Contents, string? SourcePath, UnixFileMode? Mode);

/// <summary>A container as the model describes it, every value resolved for a process on this machine.</summary>
/// <param name="ResourceName">The resource's name; also names its folder and log.</param>
/// <param name="Image">Image without registry and tag, for example <c>library/postgres</c> or <c>prom/prometheus</c>.</param>
/// <param name="Entrypoint">Replaces the image's entry point when not null.</param>
/// <param name="Arguments">The container's arguments.</param>
/// <param name="Environment">Environment variables.</param>
/// <param name="Mounts">Volumes and bind mounts.</param>
/// <param name="Files">Files written before the start.</param>
/// <param name="Ports">Container port to the port that was allocated for it on 127.0.0.1.</param>
/// <param name="ShellExecution">The arguments are one command line for the entry point shell, with <c>$VAR</c> expanded.</param>
public sealed record ContainerLaunch(
    string ResourceName,
    string Image,
    string? Entrypoint,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyList<ContainerMount> Mounts,
    IReadOnlyList<ContainerFileContent> Files,
    IReadOnlyDictionary<int, int> Ports,
    bool ShellExecution);

/// <summary>A process to start: a project, an executable, or what a recipe made of a container.</summary>
/// <param name="ResourceName">The resource's name.</param>
/// <param name="FileName">The program, absolute or found on the PATH.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Environment">Variables added to (or replacing those of) the host's environment.</param>
/// <param name="WorkingDirectory">Where it runs.</param>
/// <param name="User">Run as this user when the host is root; null for the host's own.</param>
/// <param name="StopSignal">Signal for an orderly stop.</param>
/// <param name="Held">What it needs for as long as it runs; disposed of at its end.</param>
public sealed record ProcessLaunch(
    string ResourceName,
    string FileName,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    string WorkingDirectory,
    string? User = null,
    StopSignal StopSignal = StopSignal.Terminate,
    IDisposable? Held = null);

/// <summary>How a program is asked to stop; numeric values are those of POSIX.</summary>
public enum StopSignal
{
    /// <summary>SIGINT: PostgreSQL's fast shutdown.</summary>
    Interrupt = 2,

    /// <summary>SIGTERM.</summary>
    Terminate = 15,
}

/// <summary>A line that a program wrote.</summary>
/// <param name="Text">The line without its end.</param>
/// <param name="IsError">Written to standard error.</param>
public readonly record struct OutputLine(string Text, bool IsError);

/// <summary>A program that runs.</summary>
public interface IRunningProgram
{
    /// <summary>Process id.</summary>
    int ProcessId { get; }

    /// <summary>Completes with the exit code (128 + signal when killed) once the process has ended and its output was read.</summary>
    Task<int> Exited { get; }

    /// <summary>Sends the stop signal, and SIGKILL to the whole process group after <paramref name="grace"/>.</summary>
    Task StopAsync(TimeSpan grace);
}

/// <summary>A program that can say in one line why it ended.</summary>
public interface IExplainsExit
{
    /// <summary>Cause and remedy; null when nothing known went wrong.</summary>
    string? Explanation { get; }
}

/// <summary>Starts programs and makes sure that none outlives the host.</summary>
public interface IProgramRuntime : IAsyncDisposable
{
    /// <summary>Finds the programs of images, and installs what is missing where it may, all in one go. Long steps are reported.</summary>
    /// <returns>The images that no program here can stand for, each with the reason.</returns>
    Task<IReadOnlyDictionary<string, ProgramUnavailableException>> EnsureAvailableAsync(
        IReadOnlyCollection<string> images, IProgress<string> progress, CancellationToken cancellationToken);

    /// <summary>Starts a container as the local program that its image contains.</summary>
    /// <exception cref="ProgramUnavailableException">There is no such program here; the message says how to get it.</exception>
    /// <exception cref="ProgramStartException">The configuration, a port or the data does not allow a start; the message names cause and remedy.</exception>
    Task<IRunningProgram> StartAsync(ContainerLaunch container, Action<OutputLine> output, CancellationToken cancellationToken);

    /// <summary>Starts a process.</summary>
    /// <exception cref="ProgramStartException">The program does not exist or cannot be started.</exception>
    Task<IRunningProgram> StartAsync(ProcessLaunch process, Action<OutputLine> output, CancellationToken cancellationToken);
}

/// <summary>No program here can stand for the image.</summary>
/// <param name="message">What is missing and how to get it, in one line.</param>
/// <param name="isOptional">Nothing else needs it: the stack goes on without it.</param>
public sealed class ProgramUnavailableException(string message, bool isOptional) : Exception(message)
{
    /// <summary>Nothing else needs it: the stack goes on without it.</summary>
    public bool IsOptional { get; } = isOptional;
}

/// <summary>A program could not be started, or refused its configuration or data.</summary>
/// <param name="message">Cause and remedy, in one line.</param>
/// <param name="innerException">What was caught, if anything.</param>
public sealed class ProgramStartException(string message, Exception? innerException = null) : Exception(message, innerException);
