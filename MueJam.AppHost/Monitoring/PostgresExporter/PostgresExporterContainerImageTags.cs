namespace MueJam.AppHost.Monitoring;

internal static class PostgresExporterContainerImageTags
{
    public const string Registry = "docker.io";
    public const string Image = "prometheuscommunity/postgres-exporter";
    public const string Tag = "v0.20.1";
}
