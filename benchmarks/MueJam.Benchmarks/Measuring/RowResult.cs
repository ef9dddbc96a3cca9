namespace MueJam.Benchmarks.Measuring;

/// <summary>What a row came to.</summary>
/// <param name="Row">Its name.</param>
/// <param name="What">What was measured, against what.</param>
/// <param name="Unit">The values' unit.</param>
/// <param name="Value">The row's median.</param>
/// <param name="Baseline">The baseline's median.</param>
/// <param name="Figure">What is held against the limit: the median of the rounds' ratios, or a difference.</param>
/// <param name="Limit">The limit.</param>
/// <param name="IsAtLeast">The figure must reach the limit; else it must not pass it.</param>
/// <param name="Rounds">The figure of each round, in order.</param>
internal sealed record RowResult(
    string Row,
    string What,
    string Unit,
    double Value,
    double Baseline,
    double Figure,
    double Limit,
    bool IsAtLeast,
    IReadOnlyList<double> Rounds
)
{
    public bool Holds => IsAtLeast ? Figure >= Limit : Figure <= Limit;

    /// <summary>
    /// The result of rounds of a value and its baseline, of which <c>compare</c> makes a figure each.
    /// </summary>
    public static RowResult Of(
        string row,
        string what,
        string unit,
        double limit,
        bool isAtLeast,
        IReadOnlyList<(double Value, double Baseline)> rounds,
        Func<double, double, double> compare
    )
    {
        var figures = rounds.Select(round => compare(round.Value, round.Baseline)).ToList();
        return new RowResult(
            row,
            what,
            unit,
            Median(rounds.Select(r => r.Value)),
            Median(rounds.Select(r => r.Baseline)),
            Median(figures),
            limit,
            isAtLeast,
            figures
        );
    }

    public static double Ratio(double value, double baseline) => value / baseline;

    public static double Difference(double value, double baseline) => value - baseline;

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
