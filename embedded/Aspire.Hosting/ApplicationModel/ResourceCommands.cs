using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a command is given.</summary>
public sealed class ExecuteCommandContext
{
    /// <summary>Made by the host alone: Aspire's has more required members.</summary>
    internal ExecuteCommandContext()
    {
    }

    /// <summary>The host's services.</summary>
    public required IServiceProvider ServiceProvider { get; init; }

    /// <summary>Writes to the resource's log.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>The host's services.</summary>
    public IServiceProvider Services => ServiceProvider;

    /// <summary>The resource that it was called on.</summary>
    public required string ResourceName { get; init; }

    /// <summary>Ends when the caller gives up.</summary>
    public required CancellationToken CancellationToken { get; init; }
}

/// <summary>How a command ended.</summary>
public sealed class ExecuteCommandResult
{
    /// <summary>It did what it says.</summary>
    public required bool Success { get; init; }

    /// <summary>It was given up.</summary>
    public bool Canceled { get; init; }

    /// <summary>In words.</summary>
    public string? Message { get; init; }
}

/// <summary>Makes <see cref="ExecuteCommandResult"/>s.</summary>
public static class CommandResults
{
    /// <summary>It did what it says.</summary>
    public static ExecuteCommandResult Success() => new() { Success = true };

    /// <summary>It did what it says, and this came of it.</summary>
    public static ExecuteCommandResult Success(string message) => new() { Success = true, Message = message };

    /// <summary>It did not.</summary>
    public static ExecuteCommandResult Failure(string? errorMessage = null) => new() { Success = false, Message = errorMessage };
}

/// <summary>A command of a resource.</summary>
public sealed class ResourceCommandAnnotation : IResourceAnnotation
{
    internal ResourceCommandAnnotation(
        string name, string displayName, Func<ExecuteCommandContext, Task<ExecuteCommandResult>> executeCommand, CommandOptions? options = null)
    {
        Name = name;
        DisplayName = displayName;
        ExecuteCommand = executeCommand;
        DisplayDescription = options?.Description;
        ConfirmationMessage = options?.ConfirmationMessage;
    }

    /// <summary>Unique on the resource.</summary>
    public string Name { get; }

    /// <summary>What is shown.</summary>
    public string DisplayName { get; }

    /// <summary>In words.</summary>
    public string? DisplayDescription { get; }

    /// <summary>Asked before it runs.</summary>
    public string? ConfirmationMessage { get; }

    /// <summary>Runs it.</summary>
    public Func<ExecuteCommandContext, Task<ExecuteCommandResult>> ExecuteCommand { get; }
}

/// <summary>How a command is shown.</summary>
public class CommandOptions
{
    /// <summary>In words.</summary>
    public string? Description { get; set; }

    /// <summary>Asked before it runs.</summary>
    public string? ConfirmationMessage { get; set; }
}

/// <summary>How a command that calls the resource does so.</summary>
public class HttpCommandOptions : CommandOptions
{
    /// <summary>The method; POST when null.</summary>
    public HttpMethod? Method { get; set; }
}

/// <summary>The commands of every resource.</summary>
public static class KnownResourceCommands
{
    /// <summary>Starts it.</summary>
    public static readonly string StartCommand = "start";

    /// <summary>Stops it.</summary>
    public static readonly string StopCommand = "stop";

    /// <summary>Stops and starts it.</summary>
    public static readonly string RestartCommand = "restart";

    /// <summary>The name of a command that may be called by an older one.</summary>
    internal static string Current(string name) => name switch
    {
        "resource-start" => StartCommand,
        "resource-stop" => StopCommand,
        "resource-restart" => RestartCommand,
        _ => name,
    };
}

/// <summary>Runs commands of resources.</summary>
public class ResourceCommandService
{
    private readonly DistributedApplicationModel _model;
    private readonly IServiceProvider _services;

    internal ResourceCommandService(DistributedApplicationModel model, IServiceProvider services)
    {
        _model = model;
        _services = services;
    }

    /// <summary>Runs a command of the resource with this name.</summary>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default)
        => _model.Resources.SingleOrDefault(r => string.Equals(r.Name, resourceId, StringComparison.OrdinalIgnoreCase)) is { } resource
            ? ExecuteCommandAsync(resource, commandName, cancellationToken)
            : Task.FromResult(CommandResults.Failure($"There is no resource '{resourceId}'."));

    /// <summary>Runs a command of a resource.</summary>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(IResource resource, string commandName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var command = resource.Annotations.OfType<ResourceCommandAnnotation>().LastOrDefault(c => c.Name == commandName)
            ?? resource.Annotations.OfType<ResourceCommandAnnotation>().LastOrDefault(c => c.Name == KnownResourceCommands.Current(commandName));
        if (command is null)
        {
            return CommandResults.Failure($"The resource '{resource.Name}' has no command '{commandName}'.");
        }

        try
        {
            return await command.ExecuteCommand(new ExecuteCommandContext
            {
                ServiceProvider = _services,
                Logger = _services.GetRequiredService<ResourceLoggerService>().GetLogger(resource),
                ResourceName = resource.Name,
                CancellationToken = cancellationToken,
            }).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new ExecuteCommandResult { Success = false, Canceled = true, Message = "Canceled." };
        }
        catch (Exception e)
        {
            return CommandResults.Failure(e.Message);
        }
    }
}
