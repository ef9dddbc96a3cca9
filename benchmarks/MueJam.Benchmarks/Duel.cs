namespace MueJam.Benchmarks;

/// <summary>Row and baseline by turns, so that whatever else the machine does befalls both alike.</summary>
internal static class Duel
{
    /// <summary>What differs by less is as fast as before.</summary>
    private const double Steady = 0.05;

    /// <summary>Measures.</summary>
    /// <param name="options">How often and how long.</param>
    /// <param name="row">Measures the row for so long.</param>
    /// <param name="baseline">Measures the baseline for so long.</param>
    /// <returns>The values of each round.</returns>
    public static async Task<IReadOnlyList<(double Value, double Baseline)>> RunAsync(BenchmarkOptions options, Func<TimeSpan, Task<double>> row, Func<TimeSpan, Task<double>> baseline)
    {
        await WarmUpAsync(options, row, baseline);
        var rounds = new List<(double, double)>();
        for (var round = 0; round < options.Rounds; round++)
        {
            // Each goes first every other time.
            if (round % 2 == 0)
            {
                var value = await row(options.Turn);
                rounds.Add((value, await baseline(options.Turn)));
            }
            else
            {
                var value = await baseline(options.Turn);
                rounds.Add((await row(options.Turn), value));
            }
        }

        return rounds;
    }

    private static async Task WarmUpAsync(BenchmarkOptions options, Func<TimeSpan, Task<double>> row, Func<TimeSpan, Task<double>> baseline)
    {
        var last = (Row: double.NaN, Baseline: double.NaN);
        for (var time = 0; time < options.MostWarmUps; time++)
        {
            var now = (Row: await row(options.WarmUp), Baseline: await baseline(options.WarmUp));
            if (Math.Abs((now.Row / last.Row) - 1) < Steady && Math.Abs((now.Baseline / last.Baseline) - 1) < Steady)
            {
                return;
            }

            last = now;
        }
    }
}
