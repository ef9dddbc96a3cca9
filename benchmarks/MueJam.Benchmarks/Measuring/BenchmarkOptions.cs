namespace MueJam.Benchmarks.Measuring;

/// <summary>How long is measured, and on how much data.</summary>
/// <param name="Pairs">Fresh processes of row and baseline, one pair after another: the same code is compiled a little
/// differently each time.</param>
/// <param name="Rounds">Turns of the row, of each pair.</param>
/// <param name="Turn">The length of a turn.</param>
/// <param name="WarmUp">Before the first turn each is measured for so long, again and again until it is as fast as the
/// time before: compiled for good.</param>
/// <param name="MostWarmUps">How often at most.</param>
/// <param name="Connections">Requests at a time.</param>
/// <param name="Stories">Stories in the database.</param>
/// <param name="Users">Users who are seen.</param>
internal sealed record BenchmarkOptions(
    int Pairs,
    int Rounds,
    TimeSpan Turn,
    TimeSpan WarmUp,
    int MostWarmUps,
    int Connections,
    int Stories,
    int Users
)
{
    public static BenchmarkOptions Full { get; } =
        new(3, 21, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(8), 4, 32, 100_000, 1000);

    public static BenchmarkOptions Quick { get; } =
        new(1, 3, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), 2, 16, 2000, 50);
}
