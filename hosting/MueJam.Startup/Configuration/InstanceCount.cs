using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace MueJam.Startup.Configuration;

/// <summary>How many of the API run, by <c>Api:Instances</c>; one when it is not set.</summary>
public static class InstanceCount
{
    private const string Setting = "Api:Instances";
    private const string MetricsPort = "Metrics:Port";
    private const int Most = 16;

    /// <summary>The number.</summary>
    /// <param name="configuration">The AppHost's.</param>
    public static int Of(IConfiguration configuration) => Read(configuration) ?? 1;

    /// <summary>What is wrong with the setting, or <see langword="null"/>.</summary>
    /// <param name="configuration">The AppHost's.</param>
    public static string? Problem(IConfiguration configuration) =>
        Read(configuration) is not { } count
            ? $"{Setting} is '{configuration[Setting]}': how many of the API run, from 1 to {Most}."
        : count > 1 && configuration[MetricsPort] is { Length: > 0 }
            ? $"{MetricsPort} is one port, and {Setting} are {count}: each instance has its metrics on its own port."
        : null;

    private static int? Read(IConfiguration configuration) =>
        configuration[Setting] is not { Length: > 0 } text ? 1
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && count is >= 1 and <= Most
            ? count
        : null;
}
