using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>The application: all resources, started and stopped together.</summary>
public class DistributedApplication : IHost, IAsyncDisposable
{
    private readonly IHost _host;

    /// <summary>An application on a host.</summary>
    public DistributedApplication(IHost host) => _host = host ?? throw new ArgumentNullException(nameof(host));

    /// <summary>The host's services.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>What is known of every resource.</summary>
    public ResourceNotificationService ResourceNotifications => Services.GetRequiredService<ResourceNotificationService>();

    /// <summary>Runs commands of resources.</summary>
    public ResourceCommandService ResourceCommands => Services.GetRequiredService<ResourceCommandService>();

    /// <summary>Begins a model.</summary>
    public static IDistributedApplicationBuilder CreateBuilder() => CreateBuilder([]);

    /// <summary>Begins a model; arguments are configuration too (<c>--Name=value</c>).</summary>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => CreateBuilder(new DistributedApplicationOptions { Args = args });

    /// <summary>Begins a model.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var hook = EntryPointHook.Current;
        var builder = new DistributedApplicationBuilder(options, hook);
        hook?.BuilderCreated(builder);
        return builder;
    }

    /// <summary>Runs until Ctrl-C or SIGTERM.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>Runs until Ctrl-C, SIGTERM or <paramref name="cancellationToken"/>. A start that fails sets the exit code.</summary>
    public virtual Task RunAsync(CancellationToken cancellationToken = default)
        => EntryPointHook.Current is not null
            ? EntryPointHook.RunAsync(_host)
            : Services.GetRequiredService<ConsoleRun>().RunAsync(_host, cancellationToken);

    /// <summary>Starts all resources. It does not wait until they are healthy.</summary>
    public virtual Task StartAsync(CancellationToken cancellationToken = default) => _host.StartAsync(cancellationToken);

    /// <summary>Stops all resources.</summary>
    public virtual Task StopAsync(CancellationToken cancellationToken = default) => _host.StopAsync(cancellationToken);

    /// <inheritdoc />
    public virtual void Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops all resources.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        if (_host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync().ConfigureAwait(false);
        }

        GC.SuppressFinalize(this);
    }
}

/// <summary>A failure of the application that people can mend; the message says how.</summary>
public class DistributedApplicationException : Exception
{
    /// <summary>A failure without a message.</summary>
    public DistributedApplicationException()
    {
    }

    /// <summary>A failure.</summary>
    public DistributedApplicationException(string message) : base(message)
    {
    }

    /// <summary>A failure that another caused.</summary>
    public DistributedApplicationException(string message, Exception inner) : base(message, inner)
    {
    }
}

/// <summary>A parameter has neither a value nor a default.</summary>
public class MissingParameterValueException : DistributedApplicationException
{
    /// <summary>A parameter without a value.</summary>
    public MissingParameterValueException(string message) : base(message)
    {
    }

    /// <summary>A parameter without a value, for a reason.</summary>
    public MissingParameterValueException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

/// <summary>How to begin a model.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>The command line.</summary>
    public string[]? Args { get; set; }

    /// <summary>The AppHost's assembly; the entry assembly when null.</summary>
    public string? AssemblyName { get; set; }
}

/// <summary>Run or publish.</summary>
public enum DistributedApplicationOperation
{
    /// <summary>Run on this machine.</summary>
    Run,

    /// <summary>Write a deployment; the embedded host does not.</summary>
    Publish,
}

/// <summary>What the model is evaluated for.</summary>
public class DistributedApplicationExecutionContext(DistributedApplicationOperation operation)
{
    /// <summary>Run or publish.</summary>
    public DistributedApplicationOperation Operation { get; } = operation;

    /// <summary>It is run.</summary>
    public bool IsRunMode => Operation == DistributedApplicationOperation.Run;

    /// <summary>It is published.</summary>
    public bool IsPublishMode => Operation == DistributedApplicationOperation.Publish;
}
