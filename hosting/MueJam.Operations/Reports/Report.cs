using Microsoft.Extensions.Logging;

namespace MueJam.Operations.Reports;

/// <summary>
/// What an operation says: its steps while it runs, in the log of the resource, and its result at the end.
/// </summary>
/// <param name="log">The resource's.</param>
internal sealed class Report(ILogger log)
{
    private readonly List<Section> _sections = [];

    /// <summary>The result so far, as Markdown.</summary>
    public string Text => Markdown.Of(_sections);

    /// <summary>The result so far, for programs.</summary>
    /// <param name="isGood">Nothing is wrong.</param>
    /// <param name="message">What came of it, in a line.</param>
    public string Json(bool isGood, string message) => ReportJson.Of(_sections, isGood, message);

    /// <summary>What is being done now.</summary>
    public void Step(string text) => log.LogInformation("{Step}", text);

    /// <summary>A part of the work is done.</summary>
    public void Done(string text, Tone tone = Tone.Good)
    {
        Step(text);
        Line(text, tone);
    }

    /// <summary>A part of the result.</summary>
    /// <param name="text">What it says.</param>
    /// <param name="tone">How that is meant.</param>
    /// <param name="data">What a program is told beside the text: an object whose properties are the names.</param>
    /// <param name="details">What belongs to it.</param>
    public void Line(string text, Tone tone = Tone.Plain, object? data = null, params IReadOnlyList<Cell> details) =>
        Current.Blocks.Add(new Line(new(text, tone), details, data));

    /// <summary>What the lines and tables after it are about.</summary>
    public void Heading(string text) => _sections.Add(new Section(text));

    /// <summary>A table, under the last heading.</summary>
    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<Cell>> rows) =>
        Current.Blocks.Add(new Table(columns, [.. rows]));

    /// <summary>A table under a heading of its own.</summary>
    public void Table(string title, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<Cell>> rows)
    {
        Heading(title);
        Table(columns, rows);
    }

    private Section Current
    {
        get
        {
            if (_sections.Count == 0)
            {
                _sections.Add(new Section(Title: null));
            }

            return _sections[^1];
        }
    }
}
