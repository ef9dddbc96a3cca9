using System.Text.Json.Nodes;
using MueJam.AppHost.Logins;
using MueJam.LocalPrograms.Files;
using MueJam.LocalPrograms.StandIns;
using MueJam.Operations.Servers;

namespace MueJam.AppHost.Monitoring;

/// <summary>Adds Prometheus to the model.</summary>
public static class PrometheusBuilderExtensions
{
    private const string TargetsFolder = "/etc/prometheus-targets";
    private const string LoginFolder = "/etc/prometheus-login";
    private const string DataFolder = "/prometheus";

    /// <summary>Adds a Prometheus server with 30 days of retention, the lifecycle API and the admin API.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="configuration">The folder of <c>prometheus.yml</c> and its rule files.</param>
    /// <remarks>Its own metrics are a target too, as job <c>prometheus</c>.</remarks>
    public static IResourceBuilder<PrometheusResource> AddPrometheus(
        this IDistributedApplicationBuilder builder,
        [ResourceName] string name,
        string configuration
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(configuration);

        var resource = new PrometheusResource(name);
        return builder
            .AddResource(resource)
            .WithImage(PrometheusContainerImageTags.Image, PrometheusContainerImageTags.Tag)
            .WithImageRegistry(PrometheusContainerImageTags.Registry)
            .WithIconName("ChartMultiple")
            .WithHttpEndpoint(targetPort: 9090, name: PrometheusResource.PrimaryEndpointName)
            .WithUrlForEndpoint(PrometheusResource.PrimaryEndpointName, url => url.DisplayText = "Prometheus")
            .WithBindMount(configuration, "/etc/prometheus", isReadOnly: true)
            .WithContainerFiles(TargetsFolder, (_, cancellationToken) => TargetFilesAsync(resource, cancellationToken))
            .WithArgs(
                "--config.file=/etc/prometheus/prometheus.yml",
                $"--storage.tsdb.path={DataFolder}",
                "--storage.tsdb.retention.time=30d",
                "--web.enable-lifecycle",
                "--web.enable-admin-api",
                // The links of alerts are labels of prometheus.yml; later versions do this unasked.
                "--enable-feature=expand-external-labels",
                // An origin that no page has: by default every site may read what a browser on this machine reaches.
                "--web.cors.origin=none"
            )
            .WithReadyCheck(resource.PrimaryEndpoint)
            .WithScrapeTarget("prometheus", resource.PrimaryEndpoint);
    }

    /// <summary>Has it ask for a login, and log in to itself and Alertmanager.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="login">The login of both.</param>
    /// <param name="metrics">The login by which it scrapes the API.</param>
    public static IResourceBuilder<PrometheusResource> WithLogin(
        this IResourceBuilder<PrometheusResource> builder,
        ServerLogin login,
        ServerLogin metrics
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(login);
        ArgumentNullException.ThrowIfNull(metrics);

        // Published, neither asks for a login: what is sent does not matter, but the file must be there.
        var isRun = builder.ApplicationBuilder.ExecutionContext.IsRunMode;
        return builder
            .WithWebLogin(login)
            .WithContainerFiles(
                LoginFolder,
                async (_, token) =>
                    [await FileAsync("password", login, token), await FileAsync("metrics", metrics, token)],
                defaultOwner: ContainerFiles.Nobody,
                defaultGroup: ContainerFiles.Nobody
            );

        async Task<ContainerFile> FileAsync(string name, ServerLogin of, CancellationToken token) =>
            ContainerFiles.SecretFile(name, isRun ? await of.Password.GetValueAsync(token) ?? "" : "");
    }

    /// <summary>Keeps the time series on a volume.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="name">The volume's name.</param>
    public static IResourceBuilder<PrometheusResource> WithDataVolume(
        this IResourceBuilder<PrometheusResource> builder,
        string name
    ) => builder.WithVolume(name, DataFolder);

    /// <summary>Adds a target; its address is taken from the model and written nowhere else.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="job">The <c>job</c> label.</param>
    /// <param name="endpoint">Where <c>/metrics</c> is served.</param>
    /// <param name="instance">The <c>instance</c> label: what the metrics tell about; the endpoint's own resource when
    /// null.</param>
    public static IResourceBuilder<PrometheusResource> WithScrapeTarget(
        this IResourceBuilder<PrometheusResource> builder,
        string job,
        EndpointReference endpoint,
        string? instance = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(endpoint);

        builder.WithAnnotation(new ScrapeTargetAnnotation(job, instance ?? endpoint.Resource.Name, endpoint));
        // Its own endpoint is allocated with itself: declared as a dependency it would wait for itself.
        return endpoint.Resource == builder.Resource ? builder : builder.WithDependencyOn(endpoint);
    }

    /// <summary>Sends alerts to an Alertmanager.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="alertmanager">Where alerts go.</param>
    public static IResourceBuilder<PrometheusResource> WithAlertmanager(
        this IResourceBuilder<PrometheusResource> builder,
        IResourceBuilder<AlertmanagerResource> alertmanager
    )
    {
        ArgumentNullException.ThrowIfNull(alertmanager);
        return builder
            .WithAnnotation(new AlertmanagerTargetAnnotation(alertmanager.Resource.PrimaryEndpoint))
            .WithDependencyOn(alertmanager.Resource.PrimaryEndpoint);
    }

    /// <summary>
    /// Endpoints used in a file callback are known to the orchestrator only when the environment names them too.
    /// </summary>
    private static IResourceBuilder<PrometheusResource> WithDependencyOn(
        this IResourceBuilder<PrometheusResource> builder,
        EndpointReference endpoint
    ) => builder.WithEnvironment($"TARGET_{endpoint.Resource.Name.Replace('-', '_').ToUpperInvariant()}", endpoint);

    /// <summary>What nothing on this machine can run is no target that is down.</summary>
    private static bool CanRun(IResource resource) => !resource.Annotations.OfType<UnavailableAnnotation>().Any();

    private static async Task<IEnumerable<ContainerFileSystemItem>> TargetFilesAsync(
        PrometheusResource prometheus,
        CancellationToken cancellationToken
    )
    {
        var (open, protectedOnes, limited) = (new JsonArray(), new JsonArray(), new JsonArray());
        foreach (
            var target in prometheus
                .Annotations.OfType<ScrapeTargetAnnotation>()
                .Where(target => CanRun(target.Endpoint.Resource))
        )
        {
            // In a file of their own: nobody else is sent the login.
            var file = MonitoringLogin.Of(target.Endpoint.Resource)?.User switch
            {
                null => open,
                MonitoringLogin.User => protectedOnes,
                _ => limited,
            };
            file.Add(await target.ToFileEntryAsync(prometheus, cancellationToken));
        }

        var alertmanagers = new JsonArray();
        foreach (var target in prometheus.Annotations.OfType<AlertmanagerTargetAnnotation>())
        {
            var context = new ValueProviderContext { Caller = prometheus };
            var address = await target
                .Endpoint.Property(EndpointProperty.HostAndPort)
                .GetValueAsync(context, cancellationToken);
            alertmanagers.Add(new JsonObject { ["targets"] = new JsonArray(address) });
        }

        return
        [
            Json("targets.json", open),
            Folder("protected", Json("targets.json", protectedOnes)),
            Folder("limited", Json("targets.json", limited)),
            Folder("alertmanagers", Json("alertmanagers.json", alertmanagers)),
        ];
    }

    private static ContainerFile Json(string name, JsonArray content) =>
        new()
        {
            Name = name,
            Contents = content.ToJsonString(),
            Mode = ContainerFileModes.Readable,
        };

    private static ContainerDirectory Folder(string name, ContainerFile file) =>
        new()
        {
            Name = name,
            Mode = ContainerFileModes.Folder,
            Entries = [file],
        };
}

/// <summary>An Alertmanager that Prometheus finds by file-based discovery.</summary>
internal sealed record AlertmanagerTargetAnnotation(EndpointReference Endpoint) : IResourceAnnotation;
