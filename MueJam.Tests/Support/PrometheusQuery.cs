using System.Globalization;

namespace MueJam.Tests.Support;

/// <summary>Addresses of Prometheus's queries.</summary>
internal static class PrometheusQuery
{
    /// <summary>The value at a time; now when null.</summary>
    public static string At(string expression, DateTimeOffset? time = null) =>
        $"/api/v1/query?query={Uri.EscapeDataString(expression)}{(time is { } at ? $"&time={Seconds(at)}" : "")}";

    /// <summary>The values from one time to another, a step apart.</summary>
    public static string Over(string expression, DateTimeOffset start, DateTimeOffset end, TimeSpan step) =>
        $"/api/v1/query_range?query={Uri.EscapeDataString(expression)}&start={Seconds(start)}&end={Seconds(end)}"
        + $"&step={step.TotalSeconds.ToString(CultureInfo.InvariantCulture)}";

    private static string Seconds(DateTimeOffset time) =>
        (time.ToUnixTimeMilliseconds() / 1000.0).ToString("0.000", CultureInfo.InvariantCulture);
}
