namespace MueJam.Operations.Reports;

/// <summary>How a text is meant.</summary>
internal enum Tone
{
    Plain,
    Good,
    Warning,
    Bad,
}

/// <summary>A cell of a table.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Tone">How that is meant.</param>
internal readonly record struct Cell(string Text, Tone Tone = Tone.Plain)
{
    /// <summary>What a program is told instead of the text, where that is made for people: a time, a number.</summary>
    public object? Value { get; init; } = Text;

    public static implicit operator Cell(string text) => new(text);
}
