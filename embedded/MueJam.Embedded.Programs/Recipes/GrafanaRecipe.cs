namespace MueJam.Embedded.Programs.Recipes;

/// <summary>Grafana, which no Debian release ships: run where it was installed by hand, else <see cref="GrafanaPreviewRecipe"/> stands for it.</summary>
internal sealed class GrafanaRecipe() : Recipe("grafana/grafana")
{
    public override IReadOnlyCollection<string> Packages => [];

    public override string? Find() => OnPath("grafana", "grafana-server");

    public override ProcessLaunch Build(ContainerLaunch container, ContainerRoot root, string program)
    {
        string[] arguments = [.. Path.GetFileName(program) == "grafana" ? (string[])["server"] : [], "--homepath", "/usr/share/grafana", .. Arguments(container, root)];
        return new ProcessLaunch(container.ResourceName, program, arguments, Settings(container, root), root.Path);
    }

    /// <summary>Where everything is, in the variables that Grafana and its preview read.</summary>
    internal static Dictionary<string, string> Settings(ContainerLaunch container, ContainerRoot root)
    {
        var variables = Variables(container, root);
        variables["GF_SERVER_HTTP_ADDR"] = "127.0.0.1";
        variables["GF_SERVER_HTTP_PORT"] = $"{container.Ports[3000]}";
        variables["GF_PATHS_DATA"] = root.Resolve("/var/lib/grafana");
        variables["GF_PATHS_PROVISIONING"] = MappedProvisioning(root);
        return variables;
    }

    /// <summary>A copy of the provisioning files, which name folders of the container, with the paths outside.</summary>
    private static string MappedProvisioning(ContainerRoot root)
    {
        var source = root.Resolve("/etc/grafana/provisioning");
        var target = root.Resolve("/provisioning");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllText(copy, root.Map(File.ReadAllText(file)));
        }

        return target;
    }
}
