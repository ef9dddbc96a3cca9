using Microsoft.Extensions.Configuration;

namespace MueJam.ServiceDefaults.Settings;

/// <summary>A setting that is a list: its parts are separated by commas or spaces.</summary>
internal static class ListSetting
{
    /// <summary>The parts; none when the setting is missing.</summary>
    public static string[] Read(IConfiguration configuration, string key) =>
        (configuration[key] ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
}
