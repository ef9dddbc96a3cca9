using System.Numerics;

namespace MueJam.Api.Telemetry;

/// <summary>
/// Latencies in steps of a quarter of a power of two microseconds, from 16 µs to over a minute: a quantile is at most
/// 12 % off.
/// </summary>
internal static class LatencyScale
{
    private const int FirstPower = 4;
    private const int LastPower = 26;
    private const int StepsPerPower = 4;

    public const int Steps = (LastPower - FirstPower) * StepsPerPower;

    /// <summary>The step of a latency.</summary>
    public static int StepOf(long microseconds)
    {
        if (microseconds < 1 << FirstPower)
        {
            return 0;
        }

        var power = BitOperations.Log2((ulong)microseconds);
        var quarter = (int)(microseconds >> (power - 2)) & (StepsPerPower - 1);
        return Math.Min(((power - FirstPower) * StepsPerPower) + quarter, Steps - 1);
    }

    /// <summary>The middle of a step in milliseconds.</summary>
    public static double Milliseconds(int step) =>
        (1L << (FirstPower + (step / StepsPerPower))) * (1 + (((step % StepsPerPower) + 0.5) / StepsPerPower)) / 1000;

    /// <summary>The quantile in milliseconds of counts by step; null when there is none.</summary>
    public static double? Quantile(ReadOnlySpan<long> counts, double quantile)
    {
        long all = 0;
        foreach (var count in counts)
        {
            all += count;
        }

        var rank = (long)Math.Ceiling(all * quantile);
        for (var step = 0; step < counts.Length && all > 0; step++)
        {
            rank -= counts[step];
            if (rank <= 0)
            {
                return Milliseconds(step);
            }
        }

        return null;
    }
}
