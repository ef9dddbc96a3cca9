namespace MueJam.Embedded.Programs.Recipes;

/// <summary>Grafana, which no Debian release ships: run where it was installed by hand, else <see cref="GrafanaPreviewRecipe"/> stands for it.</summary>
internal sealed class GrafanaRecipe() : Recipe("grafana/grafana")
{
    public override IReadOnlyCollection<string> Packages => [];

    public override string? Find() => OnPath("grafana", "grafana-server");

    public override ProcessLaunch Build(ContainerLaunch container, ContainerRoot root, string program)
    {
        var variables = Variables(container, root);
        variables["GF_SERVER_HTTP_ADDR"] = "127.0.0.1";
        variables["GF_SERVER_HTTP_PORT"] = $"{container.Ports[3000]}";
        variables["GF_PATHS_DATA"] = root.Resolve("/var/lib/grafana");
        variables["GF_PATHS_PROVISIONING"] = root.Resolve("/etc/grafana/provisioning");
        string[] arguments = [.. Path.GetFileName(program) == "grafana" ? (string[])["server"] : [], "--homepath", "/usr/share/grafana", .. Arguments(container, root)];
        return new ProcessLaunch(container.ResourceName, program, arguments, variables, root.Path);
    }
}
