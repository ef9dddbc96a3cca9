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
        "POSTGRES_PASSWORD",
        "POSTGRES_API_PASSWORD",
        "REPLICATION_PASSWORD",
        "POSTGRES_EXPORTER_PASSWORD",
        "REDIS_PASSWORD",
        "REDIS_EXPORTER_PASSWORD",
        "MONITORING_PASSWORD",
        "METRICS_PASSWORD",
        "JWT_SIGNING_KEY",
        "GRAFANA_ADMIN_USER",
        "GRAFANA_ADMIN_PASSWORD",
        "SMTP_PASSWORD",
        "SLACK_WEBHOOK_URL",
        "PAGERDUTY_SERVICE_KEY",
        "DEADMANSSWITCH_URL",
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
