namespace MueJam.AppHost.Operations;

/// <summary>How a line is meant.</summary>
internal enum Tone
{
    Plain,
    Good,
    Warning,
    Bad,
    Quiet,
}

/// <summary>Where an operation says what it does; the shell draws it, a resource command keeps its lines.</summary>
internal interface IReport
{
    /// <summary>A result.</summary>
    void Line(string text, Tone tone = Tone.Plain);

    /// <summary>What is being done now; it is shown until the next line.</summary>
    void Progress(string text);

    /// <summary>A table; a cell may begin with the name of a <see cref="Tone"/> and a colon, such as <c>Good:up</c>.</summary>
    void Table(string title, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows);
}

/// <summary>What an operation says, as it travels to the shell: one JSON object a line.</summary>
internal sealed record ReportEvent(
    ReportKind Kind, string? Text = null, Tone Tone = Tone.Plain, IReadOnlyList<string>? Columns = null, IReadOnlyList<IReadOnlyList<string>>? Rows = null, int ExitCode = 0);

/// <summary>The kinds of <see cref="ReportEvent"/>.</summary>
internal enum ReportKind
{
    Line,
    Progress,
    Table,
    End,
}

/// <summary>Hands every event on.</summary>
internal sealed class Report(Action<ReportEvent> send) : IReport
{
    public void Line(string text, Tone tone = Tone.Plain) => send(new(ReportKind.Line, text, tone));

    public void Progress(string text) => send(new(ReportKind.Progress, text));

    public void Table(string title, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
        => send(new(ReportKind.Table, title, Columns: columns, Rows: [.. rows]));
}
