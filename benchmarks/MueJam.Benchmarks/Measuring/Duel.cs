namespace MueJam.Benchmarks.Measuring;

/// <summary>
/// Row and baseline strictly by turns, so that whatever else the machine does befalls both alike: each turn of the row
/// is held against the mean of the
/// baseline's turns before and after it. Two turns of one in a row would not do: the second finds its server awake, and
/// is faster.
/// </summary>
internal static class Duel
{
    /// <summary>What differs by less is as fast as before.</summary>
    private const double Steady = 0.05;

    /// <summary>Measures.</summary>
    /// <param name="options">How often and how long.</param>
    /// <param name="row">Measures the row for so long.</param>
    /// <param name="baseline">Measures the baseline for so long.</param>
    /// <returns>The values of each round.</returns>
    public static async Task<IReadOnlyList<(double Value, double Baseline)>> RunAsync(
        BenchmarkOptions options,
        Func<TimeSpan, Task<double>> row,
        Func<TimeSpan, Task<double>> baseline
    )
    {
        await WarmUpAsync(options, row, baseline);
        var rounds = new List<(double, double)>();
        var before = await baseline(options.Turn);
        for (var round = 0; round < options.Rounds; round++)
        {
            var value = await row(options.Turn);
            var after = await baseline(options.Turn);
            rounds.Add((value, (before + after) / 2));
            before = after;
        }

        return rounds;
    }

    private static async Task WarmUpAsync(
        BenchmarkOptions options,
        Func<TimeSpan, Task<double>> row,
        Func<TimeSpan, Task<double>> baseline
    )
    {
        var last = (Baseline: double.NaN, Row: double.NaN);
        for (var time = 0; time < options.MostWarmUps; time++)
        {
            var now = (Baseline: await baseline(options.WarmUp), Row: await row(options.WarmUp));
            if (Math.Abs((now.Row / last.Row) - 1) < Steady && Math.Abs((now.Baseline / last.Baseline) - 1) < Steady)
            {
                return;
            }

            last = now;
        }
    }
}
