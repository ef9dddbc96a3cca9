using MueJam.LocalPrograms.Installing;

namespace MueJam.LocalPrograms.Recipes;

/// <summary>
/// The page that shows the dashboards where there is no Grafana: same port, same files, same variables.
/// </summary>
internal sealed class GrafanaPreviewRecipe() : Recipe("grafana/grafana")
{
    public override IReadOnlyCollection<string> Packages =>
        PreviewPage.IsBuilt
            ? []
            : [.. ((string[])["nodejs", "npm"]).Where(package => OnPath(ProgramOf(package)) is null)];

    public override string Remedy => $"Its page is built by Node.js. {base.Remedy}";

    public override bool IsOptional => true;

    public override string? Find() =>
        PreviewPage.IsBuilt ? OnPath("dotnet") ?? Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") : null;

    public override Task PrepareAsync(IProgress<string> progress, CancellationToken cancellationToken) =>
        Packages.Count > 0 ? Task.CompletedTask : PreviewPage.BuildAsync(progress, cancellationToken);

    public override IEnumerable<string> Arguments(Launch launch)
    {
        GrafanaRecipe.MapProvisioning(launch.Root);
        return [PreviewPage.Program];
    }

    public override void SetVariables(Launch launch, IDictionary<string, object> variables)
    {
        GrafanaRecipe.Set(launch, variables);
        variables["PREVIEW_PAGE"] = PreviewPage.Folder;
    }

    private static string ProgramOf(string package) => package == "nodejs" ? "node" : package;
}
