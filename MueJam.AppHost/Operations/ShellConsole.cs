using Spectre.Console;

namespace MueJam.AppHost.Operations;

/// <summary>Draws what an operation says.</summary>
internal sealed class ShellConsole
{
    private const int WidthWithoutTerminal = 250;

    private readonly IAnsiConsole _console = AnsiConsole.Console;

    public ShellConsole()
    {
        if (Console.IsOutputRedirected)
        {
            // Nothing is folded where a program reads it.
            _console.Profile.Width = WidthWithoutTerminal;
        }
    }

    /// <returns>The operation's exit code.</returns>
    public async Task<int> ShowAsync(IAsyncEnumerable<ReportEvent> events)
    {
        var exitCode = ExitCodes.Failed;
        await foreach (var happened in events)
        {
            switch (happened.Kind)
            {
                case ReportKind.Line:
                    WriteLine(happened.Text!, happened.Tone);
                    break;
                case ReportKind.Progress:
                    WriteLine($"{happened.Text} …", Tone.Quiet);
                    break;
                case ReportKind.Table:
                    Write(happened);
                    break;
                case ReportKind.End:
                    exitCode = happened.ExitCode;
                    break;
            }
        }

        return exitCode;
    }

    /// <summary>Asks; the answer is no where nobody can be asked.</summary>
    public bool Confirm(string question)
    {
        if (Console.IsInputRedirected)
        {
            WriteLine("Nothing was done. Give --yes to do it without being asked.", Tone.Warning);
            return false;
        }

        return _console.Confirm(question, defaultValue: false);
    }

    private void Write(ReportEvent happened)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(happened.Text!));
        foreach (var column in happened.Columns!)
        {
            table.AddColumn(Markup.Escape(column));
        }

        foreach (var row in happened.Rows!)
        {
            table.AddRow([.. row.Select(Cell)]);
        }

        _console.Write(table);
    }

    private void WriteLine(string text, Tone tone) => _console.MarkupLine(Coloured(text, tone));

    private static string Cell(string text)
        => text.Split(':', 2) is [var name, var rest] && Enum.TryParse<Tone>(name, out var tone) ? Coloured(rest, tone) : Markup.Escape(text);

    private static string Coloured(string text, Tone tone)
    {
        var escaped = Markup.Escape(text);
        return tone switch
        {
            Tone.Good => $"[green]{escaped}[/]",
            Tone.Warning => $"[yellow]{escaped}[/]",
            Tone.Bad => $"[red]{escaped}[/]",
            Tone.Quiet => $"[grey]{escaped}[/]",
            _ => escaped,
        };
    }
}
