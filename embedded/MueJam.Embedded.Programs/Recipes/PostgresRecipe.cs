namespace MueJam.Embedded.Programs.Recipes;

/// <summary>PostgreSQL, with an entry point of our own that keeps the image's promises.</summary>
internal sealed class PostgresRecipe() : Recipe("library/postgres")
{
    private const string EntrypointName = "docker-entrypoint.sh";
    private const int MaxSocketFolder = 85;
    private const string DataFolder = "/var/lib/postgresql/18/docker";

    public override IReadOnlyCollection<string> Packages => ["postgresql"];

    public override string User => "postgres";

    public override string? Find()
        => Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql")
                .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
                .Select(folder => Path.Combine(folder, "bin", "postgres"))
                .FirstOrDefault(File.Exists)
            : OnPath("postgres");

    public override ProcessLaunch Build(ContainerLaunch container, ContainerRoot root, string program)
    {
        var user = UnixUser.WhenRoot(User);
        user?.MustReach(root.Path);
        var commands = Directory.CreateDirectory(root.Resolve("/usr/local/bin"));
        var entrypoint = Path.Combine(commands.FullName, EntrypointName);
        using (var source = typeof(PostgresRecipe).Assembly.GetManifestResourceStream(EntrypointName)!)
        using (var target = File.Create(entrypoint))
        {
            source.CopyTo(target);
        }

        File.SetUnixFileMode(entrypoint, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        // A socket's path may have 107 bytes, with the socket's own name: the run folder can be too deep.
        var sockets = root.Resolve("/run");
        var outside = sockets.Length > MaxSocketFolder ? TemporaryFolder.Create("muejam-pg-") : null;
        sockets = outside?.FullName ?? Directory.CreateDirectory(sockets).FullName;
        user?.Own(sockets);

        var variables = Variables(container, root);
        variables.TryAdd("PGDATA", root.Resolve(DataFolder));
        variables["PGPORT"] = $"{container.Ports[5432]}";
        variables["PGSOCKETS"] = sockets;
        variables["INIT_SCRIPTS"] = root.Resolve("/docker-entrypoint-initdb.d");
        variables["LC_ALL"] = "C.UTF-8";
        variables["PATH"] = $"{commands.FullName}:{Path.GetDirectoryName(program)}:{Environment.GetEnvironmentVariable("PATH")}";
        var first = container.Entrypoint is { } own ? root.Map(own) : entrypoint;
        return new ProcessLaunch(
            container.ResourceName, "bash", [first, .. Arguments(container, root)], variables, root.Path, user?.Name, StopSignal.Interrupt, outside);
    }
}
