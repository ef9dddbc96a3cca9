using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MueJam.AppHost.Health;

/// <summary>Health checks of our own.</summary>
internal static class HealthCheckExtensions
{
    /// <summary>Adds one under the name that Aspire's own have.</summary>
    /// <param name="resource">What is checked.</param>
    /// <param name="make">Makes the check.</param>
    public static IResourceBuilder<T> WithHealthCheck<T>(
        this IResourceBuilder<T> resource,
        Func<IHttpClientFactory, IHealthCheck> make
    )
        where T : IResource
    {
        var name = $"{resource.Resource.Name}_check";
        var services = resource.ApplicationBuilder.Services;
        services.AddHttpClient();
        services
            .AddHealthChecks()
            .Add(
                new HealthCheckRegistration(
                    name,
                    found => make(found.GetRequiredService<IHttpClientFactory>()),
                    failureStatus: null,
                    tags: null
                )
            );
        return resource.WithHealthCheck(name);
    }
}
