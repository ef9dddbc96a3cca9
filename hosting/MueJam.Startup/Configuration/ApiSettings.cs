using Microsoft.Extensions.Configuration;
using MueJam.ServiceDefaults.Settings;

namespace MueJam.Startup.Configuration;

/// <summary>Settings that are handed on to the API, which would refuse them when everything else has started.</summary>
internal static class ApiSettings
{
    /// <summary>What is wrong with them by the API's own rules, a line each.</summary>
    public static IEnumerable<string> Problems(IConfiguration configuration) =>
        (
            (string?[])
                [
                    AllowedOrigins.Problem(configuration),
                    TrustedNetworks.Problem(configuration),
                    Problem(configuration, "Seed:Stories", SeedSize.Stories),
                    Problem(configuration, "Seed:Whispers", SeedSize.Whispers),
                ]
        ).OfType<string>();

    private static string? Problem(IConfiguration configuration, string key, SeedSize size) =>
        configuration[key] is { Length: > 0 } text ? size.Problem(key, text) : null;
}
