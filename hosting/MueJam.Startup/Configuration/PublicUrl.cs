using Microsoft.Extensions.Configuration;

namespace MueJam.Startup.Configuration;

/// <summary>Where people find a page: links of alerts, messages and the servers' own pages lead there.</summary>
/// <remarks>
/// A setting says it, such as <c>PublicUrls:Grafana</c>; without one it is the address that the page has.
/// </remarks>
public static class PublicUrl
{
    private const string Section = "PublicUrls";

    private static readonly string[] Pages = ["Grafana", "Prometheus", "Alertmanager", "Runbooks"];

    /// <summary>What the setting of a page says, without a slash at its end; null where there is none.</summary>
    public static string? Configured(IConfiguration configuration, string page) =>
        configuration[$"{Section}:{page}"] is { Length: > 0 } url ? url.TrimEnd('/') : null;

    /// <summary>Where people find a page.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="page">The page, in whatever case.</param>
    /// <param name="endpoint">Where the page is on this machine.</param>
    /// <param name="cancellationToken">Gives up waiting for the endpoint's port.</param>
    /// <returns>The address, without a slash at its end.</returns>
    /// <remarks>The endpoint's own value: containers know this machine by a name that no browser knows.</remarks>
    public static async ValueTask<string> OfAsync(
        IConfiguration configuration,
        string page,
        EndpointReference endpoint,
        CancellationToken cancellationToken
    ) => Configured(configuration, page) ?? (await endpoint.GetValueAsync(cancellationToken))!.TrimEnd('/');

    /// <summary>What is wrong with the settings, a line each.</summary>
    public static IEnumerable<string> Problems(IConfiguration configuration) =>
        configuration.GetSection(Section).GetChildren().Select(Problem).OfType<string>();

    private static string? Problem(IConfigurationSection setting) =>
        !Pages.Contains(setting.Key, StringComparer.OrdinalIgnoreCase)
            ? $"{setting.Path}: there is no such page. There are {string.Join(", ", Pages)}."
        : setting.Value is { Length: > 0 } url && !IsAddress(url)
            ? $"{setting.Path} is no address that people can follow: write one such as "
                + "https://grafana.example.com, without query."
        : null;

    private static bool IsAddress(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && uri is { Scheme: "https" or "http", Query: "", Fragment: "", UserInfo: "" };
}
