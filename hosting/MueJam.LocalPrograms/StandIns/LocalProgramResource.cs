using Aspire.Hosting.ApplicationModel;
using MueJam.LocalPrograms.Files;
using MueJam.LocalPrograms.Recipes;

namespace MueJam.LocalPrograms.StandIns;

/// <summary>
/// Stands for a container resource: has its name and its annotations, and runs the local program of its image.
/// </summary>
public class LocalProgramResource : ExecutableResource
{
    private readonly ResourceAnnotationCollection? _annotations;
    private readonly Recipe _recipe;
    private readonly ContainerRoot _root;
    private readonly Lazy<TemporaryFolder> _temporary;
    private readonly Dictionary<int, EndpointAnnotation> _endpoints;

    internal LocalProgramResource(
        ContainerResource container,
        Recipe recipe,
        ContainerRoot root,
        Lazy<TemporaryFolder> temporary,
        bool hasRandomPorts
    )
        : base(container.Name, recipe.Command(recipe.Find() ?? "none"), root.Path)
    {
        (Container, _recipe, _root, _temporary) = (container, recipe, root, temporary);
        // What the base has put into its own collection makes the container an executable.
        var own = base.Annotations.ToList();
        _annotations = container.Annotations;
        foreach (var image in _annotations.OfType<ContainerImageAnnotation>().ToList())
        {
            _annotations.Remove(image);
        }

        own.ForEach(_annotations.Add);
        _endpoints = _annotations
            .OfType<EndpointAnnotation>()
            .Where(endpoint => endpoint.TargetPort is not null)
            .ToDictionary(endpoint => endpoint.TargetPort!.Value);
        foreach (var endpoint in _endpoints.Values)
        {
            // The program itself listens on the port that clients know.
            var port = hasRandomPorts ? null : endpoint.Port;
            endpoint.IsProxied = false;
            endpoint.TargetPort = port;
            endpoint.Port = port;
        }

        _annotations.Add(new CommandLineArgsCallbackAnnotation(SetArgumentsAsync));
        _annotations.Add(new EnvironmentCallbackAnnotation(SetVariables));
    }

    /// <summary>What it stands for.</summary>
    public ContainerResource Container { get; }

    /// <summary>
    /// The container's own: connection strings, health checks, commands and whoever refers to its endpoints find what
    /// they know.
    /// </summary>
    public override ResourceAnnotationCollection Annotations => _annotations ?? base.Annotations;

    /// <summary>Set at the start of the host.</summary>
    internal IServiceProvider? Services { get; init; }

    /// <summary>Where a path of the container is on this machine.</summary>
    /// <param name="path">Absolute, inside the container.</param>
    public string Resolve(string path) => _root.Resolve(path);

    /// <summary>Lays the container's files out and puts the program's arguments in place of the container's.</summary>
    private async Task SetArgumentsAsync(CommandLineArgsCallbackContext context)
    {
        var arguments = new List<string>();
        foreach (var argument in context.Args)
        {
            arguments.Add(_root.Map(await TextAsync(argument, context.CancellationToken).ConfigureAwait(false)));
        }

        var files = new List<(string, IEnumerable<ContainerFileSystemItem>)>();
        var filesContext = new ContainerFileSystemCallbackContext { Services = Services!, Model = this };
        foreach (var annotation in Annotations.OfType<ContainerFileSystemCallbackAnnotation>())
        {
            files.Add(
                (
                    annotation.DestinationPath,
                    await annotation.Callback(filesContext, context.CancellationToken).ConfigureAwait(false)
                )
            );
        }

        _root.Create(files, _recipe.User is { } user ? UnixUser.WhenRoot(user) : null);
        var variables = await VariablesAsync(context).ConfigureAwait(false);
        context.Args.Clear();
        foreach (var argument in _recipe.Arguments(Launch(arguments, variables)))
        {
            context.Args.Add(argument);
        }
    }

    private void SetVariables(EnvironmentCallbackContext context)
    {
        foreach (var (name, value) in context.EnvironmentVariables.ToList())
        {
            if (value is string text)
            {
                context.EnvironmentVariables[name] = _root.Map(text);
            }
        }

        _recipe.SetVariables(Launch([], new Dictionary<string, string>()), context.EnvironmentVariables);
    }

    private Launch Launch(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> variables) =>
        new(
            _root,
            Container.Entrypoint is { } entrypoint ? _root.Map(entrypoint) : null,
            arguments,
            variables,
            _endpoints.ToDictionary(endpoint => endpoint.Key, endpoint => endpoint.Value.Port!.Value),
            _temporary
        );

    /// <summary>The container's variables; a start line may name them.</summary>
    private async Task<IReadOnlyDictionary<string, string>> VariablesAsync(CommandLineArgsCallbackContext context)
    {
        var found = new EnvironmentCallbackContext(
            context.ExecutionContext,
            this,
            cancellationToken: context.CancellationToken
        )
        {
            Logger = context.Logger,
        };
        foreach (var annotation in Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(found).ConfigureAwait(false);
        }

        var variables = new Dictionary<string, string>();
        foreach (var (name, value) in found.EnvironmentVariables)
        {
            variables[name] = await TextAsync(value, context.CancellationToken).ConfigureAwait(false);
        }

        return variables;
    }

    private async Task<string> TextAsync(object value, CancellationToken cancellationToken) =>
        value switch
        {
            string text => text,
            IValueProvider provider => await provider
                .GetValueAsync(new ValueProviderContext { Caller = this }, cancellationToken)
                .ConfigureAwait(false)
                ?? "",
            _ => $"{value}",
        };
}

/// <summary>Stands for a container resource that has a connection string.</summary>
public sealed class LocalServerResource : LocalProgramResource, IResourceWithConnectionString
{
    private readonly IResourceWithConnectionString _server;

    internal LocalServerResource(
        ContainerResource container,
        Recipe recipe,
        ContainerRoot root,
        Lazy<TemporaryFolder> temporary,
        bool hasRandomPorts
    )
        : base(container, recipe, root, temporary, hasRandomPorts) =>
        _server = (IResourceWithConnectionString)container;

    /// <inheritdoc />
    public ReferenceExpression ConnectionStringExpression => _server.ConnectionStringExpression;
}
