namespace MueJam.LocalPrograms.Files;

/// <summary>Permissions of the files that are written for containers.</summary>
public static class ContainerFileModes
{
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
}
