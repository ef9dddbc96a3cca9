using System.Text;
using Microsoft.Extensions.Logging;

namespace MueJam.Operations.Reports;

/// <summary>What an operation says: its steps while it runs, in the log of the resource, and its result at the end.</summary>
/// <param name="log">The resource's.</param>
internal sealed class Report(ILogger log)
{
    private readonly StringBuilder _text = new();
    private bool _isList;

    /// <summary>The result so far, as Markdown.</summary>
    public string Text => _text.ToString();

    /// <summary>What is being done now.</summary>
    public void Step(string text) => log.LogInformation("{Step}", text);

    /// <summary>A part of the work is done.</summary>
    public void Done(string text, Tone tone = Tone.Good)
    {
        Step(text);
        Line(text, tone);
    }

    /// <summary>A part of the result.</summary>
    public void Line(string text, Tone tone = Tone.Plain)
    {
        if (!_isList && _text.Length > 0)
        {
            _text.AppendLine();
        }

        _isList = true;
        _text.AppendLine($"- {Markdown.Toned(new(text, tone))}");
    }

    /// <summary>What the lines and tables after it are about.</summary>
    public void Heading(string text)
    {
        Separate();
        _text.AppendLine($"**{Markdown.Escape(text)}**");
    }

    /// <summary>A table.</summary>
    public void Table(string title, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<Cell>> rows)
    {
        Heading(title);
        Separate();
        _text.AppendLine(Markdown.Row(columns.Select(Markdown.Escape)));
        _text.AppendLine(Markdown.Row(columns.Select(_ => "---")));
        foreach (var row in rows)
        {
            _text.AppendLine(Markdown.Row(row.Select(Markdown.Toned)));
        }
    }

    private void Separate()
    {
        _isList = false;
        if (_text.Length > 0)
        {
            _text.AppendLine();
        }
    }
}
