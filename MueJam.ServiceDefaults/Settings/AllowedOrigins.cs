using Microsoft.Extensions.Configuration;

namespace MueJam.ServiceDefaults.Settings;

/// <summary>
/// Sites whose pages may use the API from a browser (CORS): origins, separated by commas or spaces, in
/// <c>Cors:Origins</c>; <c>*</c> for all.
/// </summary>
/// <remarks>The AppHost hands them on, and says before anything starts what the API would not take.</remarks>
public static class AllowedOrigins
{
    private const string Key = "Cors:Origins";
    private const string Everybody = "*";

    /// <summary>The origins; none when the setting is missing.</summary>
    public static string[] Read(IConfiguration configuration) => ListSetting.Read(configuration, Key);

    /// <summary>What is wrong with the setting; null when nothing is.</summary>
    public static string? Problem(IConfiguration configuration) =>
        Read(configuration).FirstOrDefault(origin => !IsOrigin(origin)) is { } wrong
            ? $"{Key} holds '{wrong}': origins such as https://muejam.example are expected, without a path, or * "
                + "for every site."
            : null;

    private static bool IsOrigin(string text) =>
        text == Everybody
        || (
            Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && text == uri.GetLeftPart(UriPartial.Authority)
        );
}
