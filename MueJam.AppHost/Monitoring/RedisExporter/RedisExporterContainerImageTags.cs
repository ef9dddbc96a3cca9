namespace MueJam.AppHost.Monitoring;

internal static class RedisExporterContainerImageTags
{
    public const string Registry = "docker.io";
    public const string Image = "oliver006/redis_exporter";
    public const string Tag = "v1.92.0";
}
