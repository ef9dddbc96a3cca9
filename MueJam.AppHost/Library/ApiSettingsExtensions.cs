using Microsoft.Extensions.Configuration;
using MueJam.Startup.Configuration;

namespace MueJam.AppHost.Library;

/// <summary>The API's settings, from those of the AppHost.</summary>
internal static class ApiSettingsExtensions
{
    /// <summary>Letters and digits of this number are Base64 of 33 bytes: a key for HS256.</summary>
    private const int KeyLength = 44;

    /// <summary>The key that signs tokens, given or generated.</summary>
    public static IResourceBuilder<ParameterResource> AddTokenKey(
        this IDistributedApplicationBuilder builder,
        string key
    ) => builder.AddSecret("jwt-signing-key", key, KeyLength);

    /// <summary>
    /// Gives the API the key that signs its users' tokens; the issuer is <c>muejam</c>, the audience
    /// <c>muejam-library</c>.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithTokenKey(
        this IResourceBuilder<ProjectResource> api,
        IResourceBuilder<ParameterResource> key
    ) =>
        api.WithEnvironment("Authentication__Schemes__Bearer__SigningKeys__muejam__Issuer", "muejam")
            .WithEnvironment("Authentication__Schemes__Bearer__SigningKeys__muejam__Value", key);

    /// <summary>
    /// Hands sections of the AppHost's own configuration on to the API, such as <c>--RateLimits:ReadsPerMinute=500</c>.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithSettings(
        this IResourceBuilder<ProjectResource> api,
        params IEnumerable<string> sections
    )
    {
        foreach (
            var (key, value) in sections.SelectMany(section =>
                api.ApplicationBuilder.Configuration.GetSection(section).AsEnumerable()
            )
        )
        {
            if (value is not null)
            {
                api.WithEnvironment(key.Replace(":", "__", StringComparison.Ordinal), value);
            }
        }

        return api;
    }
}
