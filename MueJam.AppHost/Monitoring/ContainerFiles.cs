using MueJam.LocalPrograms.Files;

namespace MueJam.AppHost.Monitoring;

/// <summary>Files written for containers; the images run as <c>nobody</c>.</summary>
internal static class ContainerFiles
{
    /// <summary>The user and group <c>nobody</c> of the Prometheus project's images.</summary>
    public const int Nobody = 65534;

    /// <summary>A file that the servers' user alone reads.</summary>
    public static ContainerFile SecretFile(string name, string contents) =>
        new()
        {
            Name = name,
            Contents = contents,
            Mode = ContainerFileModes.Secret,
            Owner = Nobody,
            Group = Nobody,
        };
}
