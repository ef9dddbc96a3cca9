using OpenTelemetry.Metrics;

namespace MueJam.ServiceDefaults;

/// <summary>What is not collected of a library's meters.</summary>
public static class MeterProviderBuilderExtensions
{
    /// <summary>Leaves instruments out: nothing of them is recorded, so that they cost nothing.</summary>
    /// <param name="metrics">What is collected.</param>
    /// <param name="instruments">Their names.</param>
    public static MeterProviderBuilder Without(this MeterProviderBuilder metrics, params string[] instruments) =>
        metrics.AddView(instrument => instruments.Contains(instrument.Name) ? MetricStreamConfiguration.Drop : null);
}
