using MueJam.Operations.Stack;

namespace MueJam.Operations.Doctor;

/// <summary>What to do, by what there is on this machine.</summary>
internal static class Advice
{
    /// <summary>Starts a resource.</summary>
    public static string Start(string resource) =>
        $"Start '{resource}' on the dashboard ({CommandLine.Of(resource, KnownResourceCommands.StartCommand)}).";

    /// <summary>Starts a resource again.</summary>
    public static string Restart(string resource) =>
        $"Restart '{resource}' on the dashboard ({CommandLine.Of(resource, KnownResourceCommands.RestartCommand)}).";

    /// <summary>Asks a server, as its reader would.</summary>
    public static string Ask(string url) => LocalProgram.Find("curl") is null ? $"open {url}" : $"curl -i {url}";

    /// <summary>Brings files of the repository back.</summary>
    /// <param name="path">A file or a folder.</param>
    public static string Restore(string path)
    {
        for (var folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Path.Exists(Path.Combine(folder, ".git")) && LocalProgram.Find("git") is not null)
            {
                return $"git -C {folder} checkout -- {Path.GetRelativePath(folder, path)}";
            }
        }

        return $"put back the {path} that came with the repository";
    }
}
