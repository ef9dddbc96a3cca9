namespace MueJam.Operations.Reports;

/// <summary>A part of a report, with a title unless it is the beginning.</summary>
internal sealed record Section(string? Title)
{
    /// <summary>In the order in which they were told.</summary>
    public List<Block> Blocks { get; } = [];
}

/// <summary>A line or a table.</summary>
internal abstract record Block;

/// <summary>A line, with lines that belong to it.</summary>
/// <param name="Text">What it says, and how that is meant.</param>
/// <param name="Details">What belongs to it.</param>
/// <param name="Data">What a program is told beside the text: an object whose properties are the names.</param>
internal sealed record Line(Cell Text, IReadOnlyList<Cell> Details, object? Data) : Block;

/// <summary>A table.</summary>
internal sealed record Table(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<Cell>> Rows) : Block;
