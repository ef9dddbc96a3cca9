using System.Globalization;
using System.Runtime.InteropServices;

namespace MueJam.LocalPrograms.Files;

/// <summary>A user of this machine that a program runs as.</summary>
internal sealed partial record UnixUser(string Name, uint Id, uint Group)
{
    /// <summary>The user of that name, when the host is root; else null, and programs run as the host's own.</summary>
    public static UnixUser? WhenRoot(string name)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return null;
        }

        var fields =
            File.ReadLines("/etc/passwd").Select(line => line.Split(':')).FirstOrDefault(line => line[0] == name)
            ?? throw new ProgramException(
                $"There is no user '{name}' on this machine: its package makes it. Install the package postgresql."
            );
        return new UnixUser(
            name,
            uint.Parse(fields[2], CultureInfo.InvariantCulture),
            uint.Parse(fields[3], CultureInfo.InvariantCulture)
        );
    }

    /// <summary>Gives a file or folder to the user; does not follow links.</summary>
    public void Own(string path)
    {
        if (ChangeOwner(path, Id, Group) != 0)
        {
            throw new ProgramException(
                $"Cannot give {path} to the user {Name}: {Marshal.GetLastPInvokeErrorMessage()}"
            );
        }
    }

    /// <summary>Makes sure that the user can reach a folder.</summary>
    /// <exception cref="ProgramException">A folder above it is closed.</exception>
    public void MustReach(string path)
    {
        for (var folder = new DirectoryInfo(path); folder is not null; folder = folder.Parent)
        {
            if (folder.Exists && (folder.UnixFileMode & UnixFileMode.OtherExecute) == 0)
            {
                throw new ProgramException(
                    $"The user {Name} cannot enter {folder.FullName}, and PostgreSQL does not run as root. Open "
                        + $"it (chmod o+x {folder.FullName}), or keep the data elsewhere: "
                        + $"--{StateFolder.Setting}=/var/lib/muejam."
                );
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int ChangeOwner(string path, uint owner, uint group);
}
