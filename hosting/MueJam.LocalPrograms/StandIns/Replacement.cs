using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MueJam.LocalPrograms.Files;
using MueJam.LocalPrograms.Recipes;

namespace MueJam.LocalPrograms.StandIns;

/// <summary>Puts a local program in the place of each container of the model, once the model is complete.</summary>
/// <param name="state">Where volumes lie.</param>
/// <param name="configuration">The AppHost's.</param>
internal sealed class Replacement(StateFolder state, IConfiguration configuration) : IDisposable
{
    private readonly Lazy<TemporaryFolder> _temporary = new(() => TemporaryFolder.Create("muejam-pg-"));

    /// <exception cref="ProgramException">A program is missing, or another AppHost has the folder.</exception>
    public async Task RunAsync(BeforeStartEvent start, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var model = start.Model.Resources;
        var containers = model
            .OfType<ContainerResource>()
            .Where(container => container.Annotations.OfType<ContainerImageAnnotation>().Any())
            .ToList();
        if (containers.Count == 0)
        {
            return;
        }

        state.Lock();
        var images = containers.ToDictionary(
            container => container,
            container => container.Annotations.OfType<ContainerImageAnnotation>().Last().Image
        );
        var unavailable = await RecipeBook
            .EnsureAvailableAsync(images.Values, progress, cancellationToken)
            .ConfigureAwait(false);
        var hasRandomPorts = configuration.GetValue<bool>("DcpPublisher:RandomizePorts");
        foreach (var (container, image) in images)
        {
            if (unavailable.TryGetValue(image, out var reason))
            {
                container.Annotations.Add(new UnavailableAnnotation(reason));
            }

            var (recipe, root) = (RecipeBook.For(image), new ContainerRoot(state, container));
            model[model.IndexOf(container)] =
                container is IResourceWithConnectionString
                    ? new LocalServerResource(container, recipe, root, _temporary, hasRandomPorts)
                    {
                        Services = start.Services,
                    }
                    : new LocalProgramResource(container, recipe, root, _temporary, hasRandomPorts)
                    {
                        Services = start.Services,
                    };
        }

        _ = Family.FollowAsync(
            start.Services.GetRequiredService<ResourceNotificationService>(),
            model,
            start.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping
        );
    }

    public void Dispose()
    {
        if (_temporary.IsValueCreated)
        {
            _temporary.Value.Dispose();
        }

        state.Dispose();
    }
}
