using System.Collections.Concurrent;
using MueJam.Embedded.Programs;

namespace MueJam.Embedded.Tests.Hosting;

/// <summary>Starts nothing: keeps what it was asked to start, and ends it when told.</summary>
internal sealed class FakeRuntime : IProgramRuntime
{
    private readonly ConcurrentDictionary<string, FakeProgram> _programs = new();

    public ConcurrentQueue<ContainerLaunch> Launches { get; } = new();

    public ConcurrentQueue<string> Stopped { get; } = new();

    /// <summary>Images that no program stands for.</summary>
    public Dictionary<string, ProgramUnavailableException> Unavailable { get; } = [];

    /// <summary>Resources whose start fails.</summary>
    public Dictionary<string, string> Failing { get; } = [];

    public IEnumerable<string> Started => Launches.Select(launch => launch.ResourceName);

    public FakeProgram Program(string resource) => _programs[resource];

    public Task<IReadOnlyDictionary<string, ProgramUnavailableException>> EnsureAvailableAsync(
        IReadOnlyCollection<string> images, IProgress<string> progress, CancellationToken cancellationToken)
        => Task.FromResult<IReadOnlyDictionary<string, ProgramUnavailableException>>(Unavailable.Where(u => images.Contains(u.Key)).ToDictionary());

    public Task<IRunningProgram> StartAsync(ContainerLaunch container, Action<OutputLine> output, CancellationToken cancellationToken)
    {
        if (Failing.TryGetValue(container.ResourceName, out var message))
        {
            throw new ProgramStartException(message);
        }

        Launches.Enqueue(container);
        return Task.FromResult<IRunningProgram>(_programs[container.ResourceName] = new FakeProgram(() => Stopped.Enqueue(container.ResourceName)));
    }

    public Task<IRunningProgram> StartAsync(ProcessLaunch process, Action<OutputLine> output, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

internal sealed class FakeProgram(Action stopped) : IRunningProgram
{
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int ProcessId => 0;

    public Task<int> Exited => _exited.Task;

    public void Exit(int exitCode) => _exited.TrySetResult(exitCode);

    public Task StopAsync(TimeSpan grace)
    {
        stopped();
        Exit(0);
        return Task.CompletedTask;
    }
}
