using Spectre.Console;

namespace MueJam.Api.Seeding;

/// <summary>A bar for each table, or plain lines where the output is no terminal.</summary>
/// <param name="context">Where they are drawn.</param>
internal sealed class SeedProgress(ProgressContext context)
{
    /// <summary>Rows between two looks at the bar.</summary>
    private const int Step = 1000;

    private ProgressTask? _task;

    /// <summary>Begins a table.</summary>
    public void Begin(string table, int rows) => _task = context.AddTask(table, maxValue: Math.Max(1, rows));

    /// <summary>So many rows are written.</summary>
    public void Written(int rows)
    {
        if (rows % Step == 0)
        {
            _task!.Value = rows;
        }
    }

    /// <summary>Ends the table.</summary>
    public void End() => _task!.Value = _task.MaxValue;
}
