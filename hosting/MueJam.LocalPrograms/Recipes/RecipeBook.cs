using MueJam.LocalPrograms.Choice;
using MueJam.LocalPrograms.Files;
using MueJam.LocalPrograms.Installing;

namespace MueJam.LocalPrograms.Recipes;

/// <summary>Every recipe, and what is needed before they can be followed.</summary>
internal static class RecipeBook
{
    private static readonly IReadOnlyList<Recipe> Recipes =
    [
        new PostgresRecipe(),
        new RedisRecipe(),
        new WebServerRecipe("prom/prometheus", "prometheus", 9090, "prometheus"),
        new WebServerRecipe(
            "prom/alertmanager",
            "prometheus-alertmanager",
            9093,
            "prometheus-alertmanager",
            "alertmanager"
        ),
        new WebServerRecipe(
            "prometheuscommunity/postgres-exporter",
            "prometheus-postgres-exporter",
            9187,
            "prometheus-postgres-exporter",
            "postgres_exporter"
        ),
        new WebServerRecipe(
            "oliver006/redis_exporter",
            "prometheus-redis-exporter",
            9121,
            "prometheus-redis-exporter",
            "redis_exporter"
        ),
        new GrafanaRecipe(),
        new GrafanaPreviewRecipe(),
    ];

    /// <summary>The image's recipe; of several the first whose program is here, else the last.</summary>
    /// <exception cref="ProgramException">It has none.</exception>
    public static Recipe For(string image) =>
        Recipes.FirstOrDefault(recipe => recipe.Image == image && recipe.Find() is not null)
        ?? Recipes.LastOrDefault(recipe => recipe.Image == image)
        ?? throw new ProgramException(
            $"No program of this machine stands for the image {image}. Use containers: "
                + $"{RunDecision.Setting}=Containers."
        );

    /// <summary>
    /// Finds the programs of images, and installs what is missing where it may, all in one go. Long steps are reported.
    /// </summary>
    /// <returns>Images that the stack can do without and that no program here stands for, each with the
    /// reason.</returns>
    /// <exception cref="ProgramException">A program that is needed is missing; the message says how to get
    /// it.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> EnsureAvailableAsync(
        IReadOnlyCollection<string> images,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        var missing = images.Distinct().Where(image => For(image).Find() is null).ToList();
        var packages = missing.SelectMany(image => For(image).Packages).Distinct().ToList();
        if (packages.Count > 0 && DebianPackages.CanInstall)
        {
            await DebianPackages.InstallAsync(packages, progress, cancellationToken).ConfigureAwait(false);
        }

        var (problems, unavailable) = (new List<string>(), new Dictionary<string, string>());
        foreach (var image in missing)
        {
            if (await ProblemAsync(For(image), progress, cancellationToken).ConfigureAwait(false) is { } problem)
            {
                if (For(image).IsOptional)
                {
                    unavailable[image] = problem;
                }
                else
                {
                    problems.Add($"There is no program for {image}. {problem}");
                }
            }
        }

        return problems.Count == 0
            ? unavailable
            : throw new ProgramException(string.Join(Environment.NewLine, problems));
    }

    private static async Task<string?> ProblemAsync(
        Recipe recipe,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await recipe.PrepareAsync(progress, cancellationToken).ConfigureAwait(false);
            return recipe.Find() is null ? recipe.Remedy : null;
        }
        catch (ProgramException e)
        {
            return e.Message;
        }
    }
}
