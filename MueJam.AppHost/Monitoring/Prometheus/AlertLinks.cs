using Microsoft.Extensions.Configuration;
using MueJam.Operations.Stack;
using MueJam.Startup.Configuration;

namespace MueJam.AppHost.Monitoring;

/// <summary>What the links of alerts lead to.</summary>
internal static class AlertLinks
{
    private const string Repository = "https://github.com/muejam/library/blob/main/docs/runbooks";

    private const string Grafana = "Grafana",
        Alertmanager = "Alertmanager",
        Runbooks = "Runbooks";

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
        if (PublicUrl.Configured(configuration, Grafana) is { } root)
        {
            grafana.WithEnvironment("GF_SERVER_ROOT_URL", root);
        }

        if (prometheus.ApplicationBuilder.ExecutionContext.IsPublishMode)
        {
            return prometheus
                .WithEnvironment("GRAFANA_URL", PublicUrl.Configured(configuration, Grafana) ?? "http://localhost:3000")
                .WithEnvironment("RUNBOOKS_URL", PublicUrl.Configured(configuration, Runbooks) ?? Repository);
        }

        return prometheus.WithEnvironment(async context =>
        {
            var token = context.CancellationToken;
            context.EnvironmentVariables["GRAFANA_URL"] = await DashboardsAsync(configuration, grafana, token);
            context.EnvironmentVariables["RUNBOOKS_URL"] =
                PublicUrl.Configured(configuration, Runbooks)
                ?? await DocumentsAsync(configuration, runbooks, token) + "/runbooks";
        });
    }

    /// <summary>The same pages for an alert that no rule has made.</summary>
    /// <param name="grafana">Has the dashboards.</param>
    /// <param name="documents">The gate, which serves the documents. Who has the runbooks elsewhere may have nothing
    /// but them there: then it is their first page.</param>
    public static AlertPages Of(IResourceBuilder<GrafanaResource> grafana, IResourceBuilder<ProjectResource> documents)
    {
        var configuration = grafana.ApplicationBuilder.Configuration;
        return new(
            token => DashboardsAsync(configuration, grafana, token),
            async token =>
                PublicUrl.Configured(configuration, Runbooks) is { } runbooks
                    ? $"{runbooks}/README.md"
                    : await DocumentsAsync(configuration, documents, token) + "/operations.md"
        );
    }

    private static ValueTask<string> DashboardsAsync(
        IConfiguration configuration,
        IResourceBuilder<GrafanaResource> grafana,
        CancellationToken cancellationToken
    ) => PublicUrl.OfAsync(configuration, Grafana, grafana.Resource.PrimaryEndpoint, cancellationToken);

    private static async ValueTask<string> DocumentsAsync(
        IConfiguration configuration,
        IResourceBuilder<ProjectResource> gate,
        CancellationToken cancellationToken
    ) =>
        await PublicUrl.OfAsync(configuration, Alertmanager, gate.GetEndpoint("alertmanager"), cancellationToken)
        + "/docs";
}
