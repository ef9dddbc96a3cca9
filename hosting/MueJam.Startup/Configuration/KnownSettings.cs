namespace MueJam.Startup.Configuration;

/// <summary>The settings that something reads.</summary>
internal static class KnownSettings
{
    /// <summary>What settings begin with, ours and those of Aspire and .NET.</summary>
    private static readonly string[] Known =
    [
        "Run",
        "Stack",
        "Volumes:",
        "LocalPrograms:",
        "Seed:",
        "Monitoring:",
        "Api:",
        "Database:",
        "RateLimits:",
        "Metrics:",
        "Proxies:",
        "Cors:",
        "PublicUrls:",
        "OTEL_",
        "GRAFANA_ADMIN_USER",
        SecretFiles.FolderSetting,
        .. SecretFiles.Names,
        .. SecretFiles.Names.Select(name => $"{name}{SecretFiles.Suffix}"),
        "Parameters:",
        "ConnectionStrings:",
        "DcpPublisher:",
        "AppHost:",
        "Dashboard:",
        "Pipeline:",
        "Publishing:",
        "Aspire:",
        "Logging:",
        "ASPIRE_",
        "DOTNET_",
        "ASPNETCORE_",
        "urls",
        "environment",
        "contentRoot",
        "applicationName",
        "operation",
        "publisher",
        "output-path",
        "step",
        "log-level",
        "deploy",
        "clear-cache",
        "include-exception-details",
    ];

    /// <summary>Whether something reads a setting, by its name as an argument has it.</summary>
    public static bool IsKnown(string name) =>
        Known.Any(known =>
            known.EndsWith(':') || known.EndsWith('_')
                ? name.StartsWith(known, StringComparison.OrdinalIgnoreCase)
                : name.Equals(known, StringComparison.OrdinalIgnoreCase)
        );
}
