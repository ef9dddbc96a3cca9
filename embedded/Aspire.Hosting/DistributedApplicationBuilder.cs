using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MueJam.Embedded.Programs;

namespace Aspire.Hosting;

/// <summary>A model in the making.</summary>
public interface IDistributedApplicationBuilder
{
    /// <summary>Every configuration source: arguments, environment, user secrets, appsettings.</summary>
    ConfigurationManager Configuration { get; }

    /// <summary>The AppHost project's folder.</summary>
    string AppHostDirectory { get; }

    /// <summary>The AppHost's assembly.</summary>
    Assembly? AppHostAssembly { get; }

    /// <summary>The host's environment.</summary>
    IHostEnvironment Environment { get; }

    /// <summary>The host's services.</summary>
    IServiceCollection Services { get; }

    /// <summary>The events.</summary>
    IDistributedApplicationEventing Eventing { get; }

    /// <summary>Run or publish.</summary>
    DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <summary>The resources so far.</summary>
    IResourceCollection Resources { get; }

    /// <summary>Adds a resource.</summary>
    /// <exception cref="DistributedApplicationException">Another has its name.</exception>
    IResourceBuilder<T> AddResource<T>(T resource) where T : IResource;

    /// <summary>A builder for a resource that is added already.</summary>
    IResourceBuilder<T> CreateResourceBuilder<T>(T resource) where T : IResource;

    /// <summary>Ends the model.</summary>
    DistributedApplication Build();
}

internal sealed class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly HostApplicationBuilder _host;
    private readonly EntryPointHook? _hook;
    private readonly DistributedApplicationEventing _eventing = new();
    private readonly ResourceCollection _resources = [];

    public DistributedApplicationBuilder(DistributedApplicationOptions options, EntryPointHook? hook)
    {
        _hook = hook;
        AppHostAssembly = hook?.EntryPoint ?? (options.AssemblyName is { } name ? Assembly.Load(name) : Assembly.GetEntryAssembly());
        AppHostDirectory = AppHostAssembly?.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == EmbeddedMetadata.AppHostDirectory)?.Value
            ?? Directory.GetCurrentDirectory();
        _host = new HostApplicationBuilder(new HostApplicationBuilderSettings
        {
            Args = [.. options.Args ?? [], .. hook?.Arguments ?? []],
            ApplicationName = AppHostAssembly?.GetName().Name,
            ContentRootPath = AppHostDirectory,
        });
        var isPublish = Configuration["operation"] == "publish" || Configuration["publisher"] is not null;
        ExecutionContext = new(isPublish ? DistributedApplicationOperation.Publish : DistributedApplicationOperation.Run);
        State = StateFolder.From(Configuration, AppHostDirectory, isTest: hook is not null);
        ConfigureServices();
    }

    public ConfigurationManager Configuration => _host.Configuration;

    public string AppHostDirectory { get; }

    public Assembly? AppHostAssembly { get; }

    public IHostEnvironment Environment => _host.Environment;

    public IServiceCollection Services => _host.Services;

    public IDistributedApplicationEventing Eventing => _eventing;

    public DistributedApplicationExecutionContext ExecutionContext { get; }

    public IResourceCollection Resources => _resources;

    internal StateFolder State { get; }

    public IResourceBuilder<T> AddResource<T>(T resource) where T : IResource
    {
        ArgumentNullException.ThrowIfNull(resource);
        if (_resources.Any(other => string.Equals(other.Name, resource.Name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new DistributedApplicationException($"Cannot add the resource '{resource.Name}': there is one of that name already.");
        }

        _resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource) where T : IResource => new ResourceBuilder<T>(this, resource);

    public DistributedApplication Build()
    {
        _hook?.Building();
        var application = new DistributedApplication(_host.Build());
        _hook?.Built(application);
        return application;
    }

    private void ConfigureServices()
    {
        _host.Logging.ClearProviders();
        Services.AddHealthChecks();
        Services.AddHttpClient();
        Services.AddSingleton(State);
        Services.AddSingleton(ExecutionContext);
        Services.AddSingleton<IDistributedApplicationEventing>(_eventing);
        Services.AddSingleton(_ => new DistributedApplicationModel(_resources));
        Services.AddSingleton(_ => new ResourceNotificationService());
        Services.AddSingleton(_ => new ResourceLoggerService(State.Logs));
        Services.AddSingleton(services => new ResourceCommandService(services.GetRequiredService<DistributedApplicationModel>(), services));
        Services.AddSingleton<IProgramRuntime>(_ => new ProgramRuntime(State.Run));
        Services.AddSingleton<EndpointAllocator>();
        Services.AddSingleton(new AppHostAssembly(AppHostAssembly));
        Services.AddSingleton<StartProgress>();
        Services.AddSingleton<StatusPage>();
        Services.AddSingleton<ConsoleRun>();
        Services.AddHostedService<ApplicationOrchestrator>();
        Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(30));
    }
}

/// <summary>Names of assembly metadata that the build writes.</summary>
internal static class EmbeddedMetadata
{
    public const string AppHostDirectory = "Embedded.AppHostDirectory";
    public const string ProjectOutput = "Embedded.ProjectOutput:";
}
