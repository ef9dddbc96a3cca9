using Microsoft.Extensions.Configuration;

namespace MueJam.Startup.Configuration;

/// <summary>How the model asks for secrets, volumes and configuration folders.</summary>
public static class SettingsExtensions
{
    /// <summary>What the names of all volumes begin with.</summary>
    public const string Prefix = "Volumes:Prefix";

    /// <summary>Aspire's own: no port is fixed.</summary>
    public const string RandomPorts = "DcpPublisher:RandomizePorts";

    private const int PasswordLength = 24;

    /// <summary>
    /// A secret from the configuration key, else generated once and kept, so that data volumes keep opening.
    /// </summary>
    public static IResourceBuilder<ParameterResource> AddSecret(
        this IDistributedApplicationBuilder builder,
        string name,
        string key,
        int length = PasswordLength
    )
    {
        if (builder.Configuration[key] is { Length: > 0 } value)
        {
            builder.Configuration[$"Parameters:{name}"] = value;
        }

        return builder.AddParameter(
            name,
            new GenerateParameterDefault { MinLength = length, Special = false },
            secret: true,
            persist: true
        );
    }

    /// <summary>No port is fixed: under test, and of a second stack.</summary>
    public static bool HasRandomPorts(this IDistributedApplicationBuilder builder) =>
        builder.Configuration.GetValue<bool>(RandomPorts);

    /// <summary>The volume's name; <c>Volumes:Prefix</c> gives a run volumes of its own.</summary>
    public static string VolumeName(this IDistributedApplicationBuilder builder, string suffix) =>
        $"{builder.VolumePrefix()}-{suffix}-data";

    /// <summary>What the names of all volumes begin with.</summary>
    public static string VolumePrefix(this IDistributedApplicationBuilder builder) =>
        builder.Configuration[Prefix] is { Length: > 0 } prefix ? prefix : "muejam";

    /// <summary>The name of Grafana's administrator.</summary>
    public static string GrafanaUser(this IDistributedApplicationBuilder builder) =>
        builder.Configuration["GRAFANA_ADMIN_USER"] is { Length: > 0 } user ? user : "admin";

    /// <summary>Where backups go when no other folder is named.</summary>
    public static string BackupsFolder(this IDistributedApplicationBuilder builder) =>
        Path.GetFullPath(Path.Combine("..", ".muejam", "backups"), builder.AppHostDirectory);

    /// <summary>The folder of a tool's files.</summary>
    public static string ConfigurationFolder(this IDistributedApplicationBuilder builder, string tool) =>
        MonitoringFolders.Of(builder.Configuration, tool, builder.AppHostDirectory);
}
