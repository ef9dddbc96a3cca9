using MueJam.Benchmarks.Measuring;

namespace MueJam.Benchmarks.Rows;

/// <summary>A row of the table, or two that are measured together.</summary>
internal interface IRow
{
    /// <summary>What it is chosen by.</summary>
    string Name { get; }

    /// <summary>Measures it.</summary>
    Task<IReadOnlyList<RowResult>> RunAsync(Bench bench);
}
