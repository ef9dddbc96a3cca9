namespace MueJam.Benchmarks;

/// <summary>How long is measured, and on how much data.</summary>
/// <param name="Rounds">Turns of row and baseline.</param>
/// <param name="Turn">The length of a turn.</param>
/// <param name="WarmUp">Before the first turn: until what is measured is compiled for good.</param>
/// <param name="Connections">Requests at a time.</param>
/// <param name="Stories">Stories in the database.</param>
/// <param name="Users">Users who are seen.</param>
internal sealed record BenchmarkOptions(int Rounds, TimeSpan Turn, TimeSpan WarmUp, int Connections, int Stories, int Users)
{
    public static BenchmarkOptions Full { get; } = new(21, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(12), 32, 100_000, 1000);

    public static BenchmarkOptions Quick { get; } = new(3, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), 16, 2000, 50);
}
