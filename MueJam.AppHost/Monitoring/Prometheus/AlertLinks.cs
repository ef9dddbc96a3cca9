using MueJam.Startup.Configuration;

namespace MueJam.AppHost.Monitoring;

/// <summary>What the links of alerts lead to.</summary>
internal static class AlertLinks
{
    private const string Repository = "https://github.com/muejam/library/blob/main/docs/runbooks";

    /// <summary>
    /// Tells Prometheus where people find Grafana and the runbooks; <c>prometheus.yml</c> reads both as external
    /// labels.
    /// </summary>
    /// <param name="prometheus">Evaluates the rules.</param>
    /// <param name="grafana">Has the dashboards.</param>
    /// <param name="runbooks">The gate, which serves the runbooks, so that they are read without the internet; what is
    /// published reads them in the repository.</param>
    public static IResourceBuilder<PrometheusResource> WithAlertLinks(
        this IResourceBuilder<PrometheusResource> prometheus,
        IResourceBuilder<GrafanaResource> grafana,
        IResourceBuilder<ProjectResource> runbooks
    )
    {
        var configuration = prometheus.ApplicationBuilder.Configuration;
        if (Configured("Grafana") is { } root)
        {
            grafana.WithEnvironment("GF_SERVER_ROOT_URL", root);
        }

        if (prometheus.ApplicationBuilder.ExecutionContext.IsPublishMode)
        {
            return prometheus
                .WithEnvironment("GRAFANA_URL", Configured("Grafana") ?? "http://localhost:3000")
                .WithEnvironment("RUNBOOKS_URL", Configured("Runbooks") ?? Repository);
        }

        return prometheus.WithEnvironment(async context =>
        {
            var token = context.CancellationToken;
            context.EnvironmentVariables["GRAFANA_URL"] = await PublicUrl.OfAsync(
                configuration,
                "Grafana",
                grafana.Resource.PrimaryEndpoint,
                token
            );
            context.EnvironmentVariables["RUNBOOKS_URL"] =
                Configured("Runbooks")
                ?? await PublicUrl.OfAsync(configuration, "Alertmanager", runbooks.GetEndpoint("alertmanager"), token)
                    + "/docs/runbooks";
        });

        string? Configured(string page) => PublicUrl.Configured(configuration, page);
    }
}
