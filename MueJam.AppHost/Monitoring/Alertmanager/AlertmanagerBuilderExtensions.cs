using Microsoft.Extensions.DependencyInjection;
using MueJam.AppHost.Logins;
using MueJam.LocalPrograms.Files;
using MueJam.Operations.Reloading;
using MueJam.Operations.Servers;
using MueJam.Startup.Configuration;

namespace MueJam.AppHost.Monitoring;

/// <summary>Adds Alertmanager to the model.</summary>
public static class AlertmanagerBuilderExtensions
{
    private const string ConfigurationFolder = AlertmanagerTemplates.ContainerFolder;
    private const string SecretsFolder = "/etc/alertmanager-secrets";
    private const string DataFolder = "/alertmanager";

    /// <summary>Adds an Alertmanager.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="configuration">The folder of <c>alertmanager.yml</c> and its <c>templates</c>.</param>
    public static IResourceBuilder<AlertmanagerResource> AddAlertmanager(
        this IDistributedApplicationBuilder builder,
        [ResourceName] string name,
        string configuration
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(configuration);

        var resource = new AlertmanagerResource(name);
        return builder
            .AddResource(resource)
            .WithAnnotation(new AlertmanagerFolderAnnotation(configuration))
            .WithImage(AlertmanagerContainerImageTags.Image, AlertmanagerContainerImageTags.Tag)
            .WithImageRegistry(AlertmanagerContainerImageTags.Registry)
            .WithIconName("AlertUrgent")
            .WithHttpEndpoint(targetPort: 9093, name: AlertmanagerResource.PrimaryEndpointName)
            .WithUrlForEndpoint(AlertmanagerResource.PrimaryEndpointName, url => url.DisplayText = "Alertmanager")
            .WithArgs(
                $"--config.file={ConfigurationFolder}/alertmanager.yml",
                $"--storage.path={DataFolder}",
                "--cluster.listen-address="
            )
            .WithReadyCheck(resource.PrimaryEndpoint);
    }

    /// <summary>Has it ask for a login.</summary>
    /// <param name="builder">The Alertmanager.</param>
    /// <param name="login">The login.</param>
    public static IResourceBuilder<AlertmanagerResource> WithLogin(
        this IResourceBuilder<AlertmanagerResource> builder,
        ServerLogin login
    ) => builder.WithWebLogin(login);

    /// <summary>Keeps silences and the notification log on a volume.</summary>
    /// <param name="builder">The Alertmanager.</param>
    /// <param name="name">The volume's name.</param>
    public static IResourceBuilder<AlertmanagerResource> WithDataVolume(
        this IResourceBuilder<AlertmanagerResource> builder,
        string name
    ) => builder.WithVolume(name, DataFolder);

    /// <summary>Sends each channel to its service or to the inbox; secrets reach Alertmanager as files.</summary>
    /// <param name="builder">The Alertmanager.</param>
    /// <param name="channels">The credentials and the inbox.</param>
    public static IResourceBuilder<AlertmanagerResource> WithChannels(
        this IResourceBuilder<AlertmanagerResource> builder,
        NotificationChannels channels
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(channels);

        if (channels.Inbox is { } inbox)
        {
            // Named in the environment, so that the orchestrator knows of the endpoints that the file callbacks await.
            builder
                .WithEnvironment("INBOX_HTTP", inbox.GetEndpoint("http"))
                .WithEnvironment("INBOX_SMTP", inbox.GetEndpoint("smtp"))
                .WaitFor(inbox);
        }

        return builder.ApplicationBuilder.ExecutionContext.IsRunMode
            ? builder.WithLiveFiles(channels)
            : builder.WithPublishedFiles(channels);
    }

    /// <summary>
    /// Files in a mounted folder, where a change of the original arrives; secrets as files of the container.
    /// </summary>
    private static IResourceBuilder<AlertmanagerResource> WithLiveFiles(
        this IResourceBuilder<AlertmanagerResource> builder,
        NotificationChannels channels
    )
    {
        var source = builder.Resource.Annotations.OfType<AlertmanagerFolderAnnotation>().Last().Folder;
        var folder = new AlertmanagerFolder(
            source,
            Path.Combine(
                builder.ApplicationBuilder.AppHostDirectory,
                "obj",
                builder.ApplicationBuilder.VolumeName(builder.Resource.Name)
            )
        );
        var reload = new AlertmanagerReload(
            builder.Resource.PrimaryEndpoint,
            () => MonitoringLogin.Of(builder.Resource),
            folder,
            async (configuration, cancellationToken) =>
            {
                await AlertmanagerChannels.SetAsync(configuration, builder.Resource, channels, cancellationToken);
                // A mounted file is read as it is: paths from the root would be those of the machine where there is no
                // container.
                configuration.MakeRelative(SecretsFolder).MakeTemplatesRelative(ConfigurationFolder);
            }
        );
        // Made by the host's services, so that they dispose of it with themselves.
        builder.ApplicationBuilder.Services.AddKeyedSingleton(builder.Resource.Name, (_, _) => reload);
        builder.WithReloadOfChangedFiles(
            source,
            AlertmanagerFolder.IsPart,
            (services, token) =>
                services
                    .GetRequiredKeyedService<AlertmanagerReload>(builder.Resource.Name)
                    .RunAgainAsync(services, token)
        );
        return builder
            .WithContainerRuntimeArgs("--workdir", "/")
            .WithBindMount(folder.Path, ConfigurationFolder, isReadOnly: true)
            .WithContainerFiles(
                SecretsFolder,
                async (_, cancellationToken) =>
                {
                    // The moment before the start: now the addresses are known.
                    await reload.WriteAsync(cancellationToken);
                    return await AlertmanagerChannels.SecretsAsync(builder.Resource, channels, cancellationToken);
                },
                defaultOwner: ContainerFiles.Nobody,
                defaultGroup: ContainerFiles.Nobody
            )
            .WithCommand(
                "reload",
                "Reload",
                async context =>
                    await reload.RunAsync(context.Services, context.CancellationToken) is { } problem
                        ? CommandResults.Failure($"The files are refused, what runs stays. {OneLine(problem)}")
                        : CommandResults.Success("The files are in effect.", "The files are in effect."),
                new CommandOptions
                {
                    Description =
                        "Checks alertmanager.yml and the templates and puts them into effect; a broken file is "
                        + "refused and what runs stays.",
                    IconName = "ArrowSync",
                }
            );
    }

    private static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static IResourceBuilder<AlertmanagerResource> WithPublishedFiles(
        this IResourceBuilder<AlertmanagerResource> builder,
        NotificationChannels channels
    )
    {
        var source = builder.Resource.Annotations.OfType<AlertmanagerFolderAnnotation>().Last().Folder;
        return builder
            .WithBindMount(Path.Combine(source, "templates"), $"{ConfigurationFolder}/templates", isReadOnly: true)
            .WithContainerFiles(
                ConfigurationFolder,
                async (_, cancellationToken) =>
                {
                    var configuration = new AlertmanagerConfiguration(
                        await File.ReadAllTextAsync(Path.Combine(source, "alertmanager.yml"), cancellationToken)
                    );
                    await AlertmanagerChannels.SetAsync(configuration, builder.Resource, channels, cancellationToken);
                    return
                    [
                        new ContainerFile
                        {
                            Name = "alertmanager.yml",
                            Contents = configuration.Text,
                            Mode = ContainerFileModes.Readable,
                        },
                    ];
                }
            )
            .WithContainerFiles(
                SecretsFolder,
                async (_, cancellationToken) =>
                    await AlertmanagerChannels.SecretsAsync(builder.Resource, channels, cancellationToken),
                defaultOwner: ContainerFiles.Nobody,
                defaultGroup: ContainerFiles.Nobody
            );
    }
}

/// <summary>Where the configuration of an Alertmanager lies.</summary>
internal sealed record AlertmanagerFolderAnnotation(string Folder) : IResourceAnnotation;
