namespace MueJam.GrafanaPreview;

/// <summary>What the page is told by its environment: Grafana's own variables, and one of ours.</summary>
/// <param name="Port">Port on the loopback interface.</param>
/// <param name="Page">The folder of the built page.</param>
/// <param name="ProvisioningFolder">Provisioned data sources and dashboard providers.</param>
/// <param name="DataFolder">What is saved through the API.</param>
/// <param name="HomeDashboard">The file of the dashboard that opens first, if one is set.</param>
/// <param name="AdminUser">The administrator's name.</param>
/// <param name="AdminPassword">The administrator's first password.</param>
/// <param name="PublicUrls">Where people find the page besides this machine.</param>
internal sealed record PreviewSettings(
    int Port,
    string Page,
    string ProvisioningFolder,
    string DataFolder,
    string? HomeDashboard,
    string AdminUser,
    string AdminPassword,
    IReadOnlyList<Uri> PublicUrls
)
{
    public static PreviewSettings FromEnvironment() =>
        new(
            int.TryParse(Get("GF_SERVER_HTTP_PORT"), out var port)
                ? port
                : throw new InvalidOperationException("GF_SERVER_HTTP_PORT is not a port."),
            Get("PREVIEW_PAGE"),
            Get("GF_PATHS_PROVISIONING"),
            Get("GF_PATHS_DATA"),
            Environment.GetEnvironmentVariable("GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"),
            Get("GF_SECURITY_ADMIN_USER"),
            Get("GF_SECURITY_ADMIN_PASSWORD"),
            Uri.TryCreate(Environment.GetEnvironmentVariable("GF_SERVER_ROOT_URL"), UriKind.Absolute, out var root)
                ? [root]
                : []
        );

    private static string Get(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"{name} is not set.");
}
