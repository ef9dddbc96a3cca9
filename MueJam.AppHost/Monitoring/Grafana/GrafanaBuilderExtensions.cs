using MueJam.AppHost.Logins;

namespace MueJam.AppHost.Monitoring;

/// <summary>Adds Grafana to the model.</summary>
public static class GrafanaBuilderExtensions
{
    private const string DashboardsFolder = "/var/lib/grafana-dashboards";

    /// <summary>
    /// Adds Grafana with provisioned data source, folder and dashboards; no anonymous access, no sign-up.
    /// </summary>
    /// <param name="builder">The model.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="configuration">The folder of <c>provisioning</c> and <c>dashboards</c>.</param>
    /// <param name="port">The port on this machine; a free one when null.</param>
    public static IResourceBuilder<GrafanaResource> AddGrafana(
        this IDistributedApplicationBuilder builder,
        [ResourceName] string name,
        string configuration,
        int? port = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(configuration);

        return builder
            .AddResource(new GrafanaResource(name))
            .WithImage(GrafanaContainerImageTags.Image, GrafanaContainerImageTags.Tag)
            .WithImageRegistry(GrafanaContainerImageTags.Registry)
            .WithIconName("DataArea")
            .WithHttpEndpoint(port: port, targetPort: 3000, name: GrafanaResource.PrimaryEndpointName)
            .WithUrlForEndpoint(GrafanaResource.PrimaryEndpointName, url => url.DisplayText = "Grafana")
            .WithBindMount(Path.Combine(configuration, "provisioning"), "/etc/grafana/provisioning", isReadOnly: true)
            .WithBindMount(Path.Combine(configuration, "dashboards"), DashboardsFolder, isReadOnly: true)
            .WithEnvironment("GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH", $"{DashboardsFolder}/api_overview.json")
            .WithEnvironment("GF_AUTH_ANONYMOUS_ENABLED", "false")
            .WithEnvironment("GF_USERS_ALLOW_SIGN_UP", "false")
            .WithEnvironment("GF_ANALYTICS_REPORTING_ENABLED", "false")
            .WithEnvironment("GF_ANALYTICS_CHECK_FOR_UPDATES", "false")
            .WithEnvironment("GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES", "false")
            .WithEnvironment("GF_ANALYTICS_FEEDBACK_LINKS_ENABLED", "false")
            .WithEnvironment("GF_NEWS_NEWS_FEED_ENABLED", "false")
            .WithEnvironment("GF_SECURITY_DISABLE_GRAVATAR", "true")
            .WithEnvironment("GF_SNAPSHOTS_EXTERNAL_ENABLED", "false")
            .WithHttpHealthCheck("/api/health");
    }

    /// <summary>Keeps users, preferences and edited dashboards on a volume.</summary>
    /// <param name="builder">Grafana.</param>
    /// <param name="name">The volume's name.</param>
    public static IResourceBuilder<GrafanaResource> WithDataVolume(
        this IResourceBuilder<GrafanaResource> builder,
        string name
    ) => builder.WithVolume(name, "/var/lib/grafana");

    /// <summary>The administrator's login.</summary>
    /// <param name="builder">Grafana.</param>
    /// <param name="user">The user's name.</param>
    /// <param name="password">The password, used when the data volume is new.</param>
    public static IResourceBuilder<GrafanaResource> WithAdmin(
        this IResourceBuilder<GrafanaResource> builder,
        string user,
        IResourceBuilder<ParameterResource> password
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(user);
        ArgumentNullException.ThrowIfNull(password);

        return builder
            .WithEnvironment("GF_SECURITY_ADMIN_USER", user)
            .WithEnvironment("GF_SECURITY_ADMIN_PASSWORD", password);
    }

    /// <summary>The Prometheus behind the provisioned data source.</summary>
    /// <param name="builder">Grafana.</param>
    /// <param name="prometheus">Where queries go.</param>
    public static IResourceBuilder<GrafanaResource> WithPrometheus(
        this IResourceBuilder<GrafanaResource> builder,
        IResourceBuilder<PrometheusResource> prometheus
    )
    {
        ArgumentNullException.ThrowIfNull(prometheus);
        builder.WithEnvironment("PROMETHEUS_URL", prometheus.Resource.PrimaryEndpoint);
        return MonitoringLogin.Of(prometheus.Resource) is { } login
            ? builder
                .WithEnvironment("PROMETHEUS_USER", login.User)
                .WithEnvironment("PROMETHEUS_PASSWORD", login.Password)
            : builder;
    }
}
