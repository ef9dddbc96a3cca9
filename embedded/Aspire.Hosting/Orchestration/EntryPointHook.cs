using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Orchestration;

/// <summary>Runs an AppHost's entry point inside a test: the test sees the builder before it is built, and starts the application itself.</summary>
internal sealed class EntryPointHook(Assembly entryPoint, string[] arguments)
{
    private static readonly AsyncLocal<EntryPointHook?> CurrentHook = new();

    private readonly TaskCompletionSource<DistributedApplicationBuilder> _paused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _build = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DistributedApplication> _built = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DistributedApplicationBuilder? _builder;

    public static EntryPointHook? Current => CurrentHook.Value;

    public Assembly EntryPoint { get; } = entryPoint;

    /// <summary>Configuration that comes last.</summary>
    public string[] Arguments { get; } = arguments;

    /// <summary>Runs the entry point up to <c>Build</c>.</summary>
    public Task<DistributedApplicationBuilder> StartAsync(string[] args)
    {
        var main = EntryPoint.EntryPoint ?? throw new InvalidOperationException($"{EntryPoint.GetName().Name} has no entry point.");
        var thread = new Thread(() =>
        {
            CurrentHook.Value = this;
            try
            {
                var result = main.Invoke(null, main.GetParameters().Length == 0 ? null : [args]);
                (result as Task)?.GetAwaiter().GetResult();
                Failed(new InvalidOperationException($"The entry point of {EntryPoint.GetName().Name} ended before it built an application."));
            }
            catch (TargetInvocationException e)
            {
                Failed(e.InnerException ?? e);
            }
        })
        {
            IsBackground = true,
            Name = $"entry point of {EntryPoint.GetName().Name}",
        };
        thread.Start();
        return _paused.Task;
    }

    /// <summary>Lets the entry point build.</summary>
    public Task<DistributedApplication> BuildAsync()
    {
        _build.TrySetResult();
        return _built.Task;
    }

    /// <summary>Ends an entry point whose model the test does not want built.</summary>
    public void Abandon()
    {
        if (_build.TrySetCanceled())
        {
            _builder?.State.Dispose();
        }
    }

    public void BuilderCreated(DistributedApplicationBuilder builder) => _builder = builder;

    public void Building()
    {
        _paused.TrySetResult(_builder!);
        _build.Task.GetAwaiter().GetResult();
    }

    public void Built(DistributedApplication application) => _built.TrySetResult(application);

    /// <summary>The entry point's <c>Run</c>: the test starts and stops the application, so it only waits.</summary>
    public static Task RunAsync(IHost host)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped.Register(stopped.SetResult);
        return stopped.Task;
    }

    private void Failed(Exception error)
    {
        if (_built.TrySetException(error))
        {
            // Nobody else will: there is no application that would be disposed of.
            _builder?.State.Dispose();
        }

        _paused.TrySetException(error);
    }
}
