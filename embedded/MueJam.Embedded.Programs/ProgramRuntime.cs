using MueJam.Embedded.Programs.Processes;
using MueJam.Embedded.Programs.Recipes;

namespace MueJam.Embedded.Programs;

/// <summary>Runs containers as the local programs that their images contain.</summary>
/// <param name="runDirectory">A folder for what belongs to this run.</param>
public sealed class ProgramRuntime(string runDirectory) : IProgramRuntime
{
    private static readonly IReadOnlyList<Recipe> Recipes =
    [
        new PostgresRecipe(),
        new RedisRecipe(),
        new WebServerRecipe("prom/prometheus", "prometheus", 9090, "prometheus"),
        new WebServerRecipe("prom/alertmanager", "prometheus-alertmanager", 9093, "prometheus-alertmanager", "alertmanager"),
        new WebServerRecipe("prometheuscommunity/postgres-exporter", "prometheus-postgres-exporter", 9187, "prometheus-postgres-exporter", "postgres_exporter"),
        new WebServerRecipe("oliver006/redis_exporter", "prometheus-redis-exporter", 9121, "prometheus-redis-exporter", "redis_exporter"),
        new GrafanaRecipe(),
        new GrafanaPreviewRecipe(),
    ];

    private readonly Lazy<Watchdog> _watchdog = new(() => new Watchdog());

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<string, ProgramUnavailableException>> EnsureAvailableAsync(
        IReadOnlyCollection<string> images, IProgress<string> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(progress);
        var missing = images.Distinct().Where(image => Find(image)?.Find() is null).ToList();
        var packages = missing.SelectMany(image => Find(image)?.Packages ?? []).ToList();
        if (packages.Count > 0 && DebianPackages.CanInstall)
        {
            await DebianPackages.InstallAsync(packages, progress, cancellationToken).ConfigureAwait(false);
        }

        var unavailable = new Dictionary<string, ProgramUnavailableException>();
        foreach (var image in missing)
        {
            if (await PrepareAsync(image, progress, cancellationToken).ConfigureAwait(false) is { } reason)
            {
                unavailable[image] = reason;
            }
        }

        return unavailable;
    }

    /// <inheritdoc />
    public Task<IRunningProgram> StartAsync(ContainerLaunch container, Action<OutputLine> output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(container);
        var recipe = Find(container.Image);
        var program = recipe?.Find() ?? throw Unavailable(container.Image);
        var root = ContainerRoot.Create(
            Path.Combine(runDirectory, container.ResourceName, "root"), container, recipe.User is { } user ? UnixUser.WhenRoot(user) : null);
        return StartAsync(recipe.Build(container, root, program), output, cancellationToken);
    }

    /// <inheritdoc />
    public Task<IRunningProgram> StartAsync(ProcessLaunch process, Action<OutputLine> output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(process);
        cancellationToken.ThrowIfCancellationRequested();
        var watchdog = _watchdog.Value;
        var program = ChildProcess.Start(process, output);
        watchdog.Watch(program);
        return Task.FromResult<IRunningProgram>(program);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        if (_watchdog.IsValueCreated)
        {
            _watchdog.Value.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>The image's recipe; of several the first whose program is here, else the last.</summary>
    private static Recipe? Find(string image)
        => Recipes.FirstOrDefault(recipe => recipe.Image == image && recipe.Find() is not null) ?? Recipes.LastOrDefault(recipe => recipe.Image == image);

    private static async Task<ProgramUnavailableException?> PrepareAsync(string image, IProgress<string> progress, CancellationToken cancellationToken)
    {
        try
        {
            await (Find(image)?.PrepareAsync(progress, cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
            return Find(image)?.Find() is null ? Unavailable(image) : null;
        }
        catch (ProgramStartException e)
        {
            return new ProgramUnavailableException(e.Message, Find(image)!.IsOptional);
        }
    }

    private static ProgramUnavailableException Unavailable(string image)
    {
        var recipe = Find(image);
        return recipe is null
            ? new ProgramUnavailableException($"The embedded host has no program for the image {image}. Use containers: -p:Orchestrator=Aspire.", isOptional: false)
            : new ProgramUnavailableException(recipe.Remedy, recipe.IsOptional);
    }
}
