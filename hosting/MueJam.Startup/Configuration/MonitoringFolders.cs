using Microsoft.Extensions.Configuration;

namespace MueJam.Startup.Configuration;

/// <summary>
/// The folders of the tools' files: <c>Monitoring:&lt;tool&gt;</c>, else <c>monitoring/&lt;tool&gt;</c> of this
/// repository.
/// </summary>
internal static class MonitoringFolders
{
    private const string Section = "Monitoring";

    private static readonly string[] Tools = ["prometheus", "alertmanager", "grafana", "postgres-exporter"];

    /// <summary>Where a tool's files are.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="tool">The tool.</param>
    /// <param name="appHost">The AppHost's folder, to which a path is relative.</param>
    public static string Of(IConfiguration configuration, string tool, string appHost) =>
        Path.GetFullPath(
            configuration[$"{Section}:{tool}"] is { Length: > 0 } folder
                ? folder
                : Path.Combine("..", "monitoring", tool),
            appHost
        );

    /// <summary>What is wrong with the settings, a line each.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="appHost">The AppHost's folder, to which a path is relative.</param>
    public static IEnumerable<string> Problems(IConfiguration configuration, string appHost) =>
        configuration.GetSection(Section).GetChildren().Select(setting => Problem(setting, appHost)).OfType<string>();

    private static string? Problem(IConfigurationSection setting, string appHost) =>
        !Tools.Contains(setting.Key, StringComparer.OrdinalIgnoreCase)
            ? $"{setting.Path}: there is no such tool. There are {string.Join(", ", Tools)}."
        : setting.Value is { Length: > 0 } folder && !Directory.Exists(Path.GetFullPath(folder, appHost))
            ? $"{setting.Path} is '{folder}': there is no such folder. Name one with the files of {setting.Key}, or "
                + $"leave it out for monitoring/{setting.Key}."
        : null;
}
