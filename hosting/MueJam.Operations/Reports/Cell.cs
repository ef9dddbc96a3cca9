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
    public static implicit operator Cell(string text) => new(text);
}
