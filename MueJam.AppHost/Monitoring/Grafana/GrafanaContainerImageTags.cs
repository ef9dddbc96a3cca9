namespace MueJam.AppHost.Monitoring;

internal static class GrafanaContainerImageTags
{
    public const string Registry = "docker.io";
    public const string Image = "grafana/grafana";
    public const string Tag = "13.3.0";
}
