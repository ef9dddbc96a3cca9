using MueJam.LocalPrograms.Files;

namespace MueJam.LocalPrograms.Recipes;

/// <summary>
/// Grafana, which no Debian release ships: run where it was installed by hand, else <see cref="GrafanaPreviewRecipe"/>
/// stands for it.
/// </summary>
internal sealed class GrafanaRecipe() : Recipe("grafana/grafana")
{
    public override IReadOnlyCollection<string> Packages => [];

    public override string? Find() => OnPath("grafana", "grafana-server");

    public override IEnumerable<string> Arguments(Launch launch)
    {
        MapProvisioning(launch.Root);
        return
        [
            .. Path.GetFileName(Find()) == "grafana" ? (string[])["server"] : [],
            "--homepath",
            "/usr/share/grafana",
            .. launch.Arguments,
        ];
    }

    public override void SetVariables(Launch launch, IDictionary<string, object> variables) => Set(launch, variables);

    /// <summary>Where everything is, in the variables that Grafana and its preview read.</summary>
    internal static void Set(Launch launch, IDictionary<string, object> variables)
    {
        variables["GF_SERVER_HTTP_ADDR"] = "127.0.0.1";
        variables["GF_SERVER_HTTP_PORT"] = $"{launch.Port(3000)}";
        variables["GF_PATHS_DATA"] = launch.Root.Resolve("/var/lib/grafana");
        variables["GF_PATHS_PROVISIONING"] = launch.Root.Resolve("/provisioning");
    }

    /// <summary>
    /// A copy of the provisioning files, which name folders of the container, with the paths outside.
    /// </summary>
    internal static void MapProvisioning(ContainerRoot root)
    {
        var source = root.Resolve("/etc/grafana/provisioning");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(root.Resolve("/provisioning"), Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllText(copy, root.Map(File.ReadAllText(file)));
        }
    }
}
