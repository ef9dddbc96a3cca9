using MueJam.LocalPrograms.Files;

namespace MueJam.LocalPrograms.Recipes;

/// <summary>
/// PostgreSQL, with an entry point of our own that keeps the image's promises. It never runs as root.
/// </summary>
internal sealed class PostgresRecipe() : Recipe("library/postgres")
{
    private const string DataFolder = "/var/lib/postgresql/18/docker";

    /// <summary>A socket's path may have 107 bytes, with the socket's own name.</summary>
    private const int MaxSocketFolder = 85;

    public override IReadOnlyCollection<string> Packages => ["postgresql"];

    public override string User => "postgres";

    public override string? Find() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory
                .EnumerateDirectories("/usr/lib/postgresql")
                .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
                .Select(folder => Path.Combine(folder, "bin", "postgres"))
                .FirstOrDefault(File.Exists)
            : OnPath("postgres");

    public override string Command(string program) => "bash";

    public override IEnumerable<string> Arguments(Launch launch)
    {
        var user = UnixUser.WhenRoot(User);
        user?.MustReach(Path.GetDirectoryName(launch.Root.Path)!);
        var sockets = Directory.CreateDirectory(Sockets(launch));
        user?.Own(sockets.FullName);
        var commands = launch.Root.Resolve("/usr/local/bin");
        var entrypoint = WriteScript(commands, "docker-entrypoint.sh");
        string[] asUser = user is null
            ? []
            : ["setpriv", $"--reuid={user.Name}", $"--regid={user.Name}", "--init-groups", "--"];
        return
        [
            WriteScript(commands, "stop-fast.sh"),
            .. asUser,
            "bash",
            launch.Entrypoint ?? entrypoint,
            .. launch.Arguments,
        ];
    }

    public override void SetVariables(Launch launch, IDictionary<string, object> variables)
    {
        variables.TryAdd("PGDATA", launch.Root.Resolve(DataFolder));
        variables["PGPORT"] = $"{launch.Port(5432)}";
        variables["PGSOCKETS"] = Sockets(launch);
        variables["INIT_SCRIPTS"] = launch.Root.Resolve("/docker-entrypoint-initdb.d");
        variables["LC_ALL"] = "C.UTF-8";
        variables["PATH"] =
            $"{launch.Root.Resolve("/usr/local/bin")}:{Path.GetDirectoryName(Find())}"
            + $":{Environment.GetEnvironmentVariable("PATH")}";
    }

    /// <summary>In the container's root, or elsewhere where that lies too deep.</summary>
    private static string Sockets(Launch launch) =>
        launch.Root.Resolve("/run") is { Length: <= MaxSocketFolder } inside ? inside : launch.TemporaryFolder.FullName;
}
