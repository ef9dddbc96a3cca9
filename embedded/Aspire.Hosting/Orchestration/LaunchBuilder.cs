using System.Globalization;
using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using MueJam.Embedded.Programs;

namespace Aspire.Hosting.Orchestration;

/// <summary>Makes of a resource what the program runtime starts: every callback run, every value resolved.</summary>
internal sealed class LaunchBuilder(
    DistributedApplicationExecutionContext executionContext, StateFolder state, IServiceProvider services, Assembly? appHost)
{
    public async Task<ContainerLaunch> ContainerAsync(ContainerResource container, CancellationToken cancellationToken)
    {
        var ports = container.Annotations.OfType<EndpointAnnotation>()
            .Where(e => e.TargetPort is not null)
            .ToDictionary(e => e.TargetPort!.Value, e => e.AllocatedEndpoint!.Port);
        var mounts = container.Annotations.OfType<ContainerMountAnnotation>()
            .Select(mount => new ContainerMount(Source(container, mount, state), mount.Target, mount.Type == ContainerMountType.Volume, mount.IsReadOnly));
        return new ContainerLaunch(
            container.Name,
            Image(container),
            container.Entrypoint,
            await ArgumentsAsync(container, cancellationToken).ConfigureAwait(false),
            await EnvironmentAsync(container, cancellationToken).ConfigureAwait(false),
            [.. mounts],
            await FilesAsync(container, cancellationToken).ConfigureAwait(false),
            ports,
            container.ShellExecution ?? false);
    }

    public async Task<ProcessLaunch> ProjectAsync(ProjectResource project, CancellationToken cancellationToken)
    {
        project.TryGetLastAnnotation<IProjectMetadata>(out var metadata);
        var path = metadata!.ProjectPath;
        var output = appHost?.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == EmbeddedMetadata.ProjectOutput + path)?.Value
            ?? throw new DistributedApplicationException($"The AppHost does not know the output of {path}: reference the project from the AppHost's project file.");
        if (!File.Exists(output))
        {
            throw new DistributedApplicationException($"{output} does not exist. Build the AppHost, which builds it: dotnet build.");
        }

        var arguments = await ArgumentsAsync(project, cancellationToken).ConfigureAwait(false);
        return new ProcessLaunch(
            project.Name,
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } dotnet ? dotnet : "dotnet",
            [output, .. arguments],
            await EnvironmentAsync(project, cancellationToken).ConfigureAwait(false),
            Path.GetDirectoryName(path)!);
    }

    /// <summary>The folder that stands for a volume or is mounted.</summary>
    public static string Source(ContainerResource container, ContainerMountAnnotation mount, StateFolder state)
        => mount.Type == ContainerMountType.Volume
            ? state.Volume(mount.Source ?? $"{container.Name}{mount.Target.Replace('/', '-')}")
            : mount.Source!;

    public static string Image(ContainerResource container)
        => container.TryGetLastAnnotation<ContainerImageAnnotation>(out var image)
            ? image.Image
            : throw new DistributedApplicationException($"The resource '{container.Name}' has no image.");

    private async Task<Dictionary<string, string>> EnvironmentAsync(IResource resource, CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(executionContext, cancellationToken: cancellationToken);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToList())
        {
            await annotation.Callback(context).ConfigureAwait(false);
        }

        var environment = new Dictionary<string, string>();
        foreach (var (name, value) in context.EnvironmentVariables)
        {
            environment[name] = await ValueAsync(value, resource, cancellationToken).ConfigureAwait(false);
        }

        return environment;
    }

    private async Task<List<string>> ArgumentsAsync(IResource resource, CancellationToken cancellationToken)
    {
        var context = new CommandLineArgsCallbackContext([], cancellationToken) { ExecutionContext = executionContext };
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>().ToList())
        {
            await annotation.Callback(context).ConfigureAwait(false);
        }

        var arguments = new List<string>();
        foreach (var value in context.Args)
        {
            arguments.Add(await ValueAsync(value, resource, cancellationToken).ConfigureAwait(false));
        }

        return arguments;
    }

    private async Task<List<ContainerFileContent>> FilesAsync(ContainerResource container, CancellationToken cancellationToken)
    {
        var files = new List<ContainerFileContent>();
        var context = new ContainerFileSystemCallbackContext { Services = services, Model = container };
        foreach (var annotation in container.Annotations.OfType<ContainerFileSystemCallbackAnnotation>().ToList())
        {
            Add(annotation.DestinationPath, await annotation.Callback(context, cancellationToken).ConfigureAwait(false));
        }

        return files;

        void Add(string folder, IEnumerable<ContainerFileSystemItem> items)
        {
            foreach (var item in items)
            {
                var path = $"{folder.TrimEnd('/')}/{item.Name}";
                switch (item)
                {
                    case ContainerDirectory directory:
                        Add(path, directory.Entries);
                        break;
                    case ContainerFileBase file:
                        files.Add(new ContainerFileContent(path, file.Contents, file.SourcePath, file.Mode == 0 ? null : file.Mode));
                        break;
                }
            }
        }
    }

    private async Task<string> ValueAsync(object value, IResource caller, CancellationToken cancellationToken)
    {
        var context = new ValueProviderContext { Caller = caller, ExecutionContext = executionContext };
        return value switch
        {
            string text => text,
            IResourceBuilder<IResource> { Resource: IValueProvider resource } => await resource.GetValueAsync(context, cancellationToken).ConfigureAwait(false) ?? "",
            IValueProvider provider => await provider.GetValueAsync(context, cancellationToken).ConfigureAwait(false) ?? "",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
    }
}
