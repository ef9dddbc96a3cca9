namespace MueJam.AppHost.Monitoring;

internal static class AlertmanagerContainerImageTags
{
    public const string Registry = "docker.io";
    public const string Image = "prom/alertmanager";
    public const string Tag = "v0.34.0";
}
