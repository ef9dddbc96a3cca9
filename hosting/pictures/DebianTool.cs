using MueJam.LocalPrograms.Files;
using MueJam.LocalPrograms.Installing;

namespace MueJam.Pictures;

/// <summary>A program of Debian's that is installed when it is missing and this process may.</summary>
internal static class DebianTool
{
    /// <summary>Makes sure that it is here; its package has its name.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="ProgramException">It is not installed and cannot be.</exception>
    public static async Task<string> EnsureAsync(
        string name,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        var path = $"/usr/bin/{name}";
        if (!File.Exists(path))
        {
            if (!DebianPackages.CanInstall)
            {
                throw new ProgramException($"{name} is missing. Run: sudo apt-get install -y {name}");
            }

            await DebianPackages.InstallAsync([name], progress, cancellationToken);
        }

        return path;
    }
}
