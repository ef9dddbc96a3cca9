namespace MueJam.Startup.Terminal;

/// <summary>What <c>launchSettings.json</c> sets, for an AppHost that is started without a launch profile.</summary>
internal static class DashboardDefaults
{
    private static readonly (string Name, string Value)[] Variables =
    [
        ("ASPNETCORE_URLS", "http://localhost:15888"),
        ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "http://localhost:19888"),
        ("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", "http://localhost:20888"),
        ("ASPIRE_ALLOW_UNSECURED_TRANSPORT", "true"),
        ("DOTNET_ENVIRONMENT", "Development"),
    ];

    /// <summary>Sets what is not set, where nothing of it is: half a configuration is somebody's own.</summary>
    public static void Apply()
    {
        if (Environment.GetEnvironmentVariable("ASPNETCORE_URLS") is null)
        {
            foreach (
                var (name, value) in Variables.Where(variable =>
                    Environment.GetEnvironmentVariable(variable.Name) is null
                )
            )
            {
                Environment.SetEnvironmentVariable(name, value);
            }
        }
    }
}
