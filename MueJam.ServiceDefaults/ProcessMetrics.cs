using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MueJam.ServiceDefaults;

/// <summary>
/// What dashboards ask of a process and the runtime's own meter does not tell: when it started, and its thread pool as
/// gauges.
/// </summary>
internal static class ProcessMetrics
{
    public const string MeterName = "MueJam.Process";

    private static readonly Meter Meter = new(MeterName);

    /// <summary>Makes the instruments; they are read when somebody asks.</summary>
    public static void Start()
    {
        var started = new DateTimeOffset(Process.GetCurrentProcess().StartTime).ToUnixTimeMilliseconds() / 1000.0;
        Meter.CreateObservableGauge(
            "process.start_time",
            () => started,
            "s",
            "When the process started, in seconds since 1970."
        );
        Meter.CreateObservableGauge(
            "process.thread_pool.queue_length",
            () => ThreadPool.PendingWorkItemCount,
            null,
            "Work items that wait for a thread of the pool."
        );
        Meter.CreateObservableGauge(
            "process.thread_pool.threads",
            () => ThreadPool.ThreadCount,
            null,
            "Threads of the pool."
        );
    }
}
