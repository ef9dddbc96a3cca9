namespace MueJam.AppHost.Monitoring;

/// <summary>Permissions of the files written for containers; the images run as <c>nobody</c>.</summary>
internal static class ContainerFiles
{
    /// <summary>The user and group <c>nobody</c> of the Prometheus project's images.</summary>
    public const int Nobody = 65534;

    /// <summary>0444: no secret inside.</summary>
    public const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>0755.</summary>
    public const UnixFileMode Folder =
        Readable
        | UnixFileMode.UserWrite
        | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherExecute;

    /// <summary>0700: a folder for its owner alone.</summary>
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>0400: a secret, for its owner alone.</summary>
    public const UnixFileMode Secret = UnixFileMode.UserRead;

    /// <summary>A file that the servers' user alone reads.</summary>
    public static ContainerFile SecretFile(string name, string contents) =>
        new()
        {
            Name = name,
            Contents = contents,
            Mode = Secret,
            Owner = Nobody,
            Group = Nobody,
        };
}
