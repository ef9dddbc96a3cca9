namespace MueJam.LocalPrograms.Files;

/// <summary>Folders that hold data and secrets.</summary>
internal static class PrivateFolder
{
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Others may pass through it to what is theirs, and see nothing.</summary>
    private const UnixFileMode Passage = OwnerAlone | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Makes a folder that its owner alone can look into; folders that are there stay as they are.</summary>
    /// <param name="path">Where.</param>
    /// <param name="owner">Its owner, when that is not the AppHost's user.</param>
    public static void Create(string path, UnixUser? owner)
    {
        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!, Passage);
            Directory.CreateDirectory(path, OwnerAlone);
            owner?.Own(path);
        }
    }

    /// <summary>
    /// Makes a folder through which other users of this machine may only pass; one that is there stays as it is.
    /// </summary>
    public static void CreatePassage(string path) => Directory.CreateDirectory(path, Passage);
}
