namespace MueJam.Api.Telemetry;

/// <summary>The figures of database commands from the sums of a window.</summary>
/// <param name="sums">Counts by step of <see cref="LatencyScale"/>, then the other sums.</param>
internal readonly ref struct QueryWindow(long[] sums)
{
    public const int Microseconds = LatencyScale.Steps;
    public const int Errors = LatencyScale.Steps + 1;
    public const int Sums = LatencyScale.Steps + 2;

    public double? AverageMs => Count == 0 ? null : sums[Microseconds] / 1000.0 / Count;

    public double? P95Ms => LatencyScale.Quantile(Latencies, 0.95);

    public double? ErrorRatePercent => Count == 0 ? null : 100.0 * Math.Min(sums[Errors], Count) / Count;

    public double? Throughput => Count == 0 ? null : (double)Count / SlidingWindow.Seconds;

    private ReadOnlySpan<long> Latencies => sums.AsSpan(0, LatencyScale.Steps);

    private long Count
    {
        get
        {
            long count = 0;
            foreach (var step in Latencies)
            {
                count += step;
            }

            return count;
        }
    }
}
