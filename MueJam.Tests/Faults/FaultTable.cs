using System.Globalization;
using System.Text;

namespace MueJam.Tests.Faults;

/// <summary>
/// A row for each alert and round; kept as a Markdown file that is written anew with every change, so that a suite that
/// fails leaves it too.
/// </summary>
internal sealed class FaultTable
{
    private readonly List<Row> _rows = [];

    /// <summary>Where it is written.</summary>
    public static string File { get; } = Path.Combine(Repository.Root, "TestResults", "fault-suite.md");

    public void Add(IEnumerable<Row> rows) => _rows.AddRange(rows);

    public void Write()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, ToString());
    }

    public override string ToString()
    {
        var text = new StringBuilder()
            .AppendLine(
                "| round | alert | fault | s to firing | s to message | s to resolved | s of delay | recipients "
                    + "| proved |"
            )
            .AppendLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var row in _rows)
        {
            text.AppendLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {row.Round} | {row.Alert} | {row.Fault} | {Seconds(row.Firing)} | {Told(row)} | "
                        + $"{Seconds(row.Resolved)} | {Seconds(row.Delay)} | {row.Recipients} | "
                        + $"{(row.IsProved ? "yes" : "**no**")} |"
                )
            );
        }

        return text.ToString();
    }

    private static string Told(Row row) =>
        row.Telling switch
        {
            Telling.Inhibited or Telling.InhibitedMeanwhile => "inhibited",
            _ => Seconds(row.Message),
        };

    private static string Seconds(TimeSpan? time) =>
        time is { } known ? known.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) : "–";

    /// <summary>What was measured of an alert.</summary>
    internal sealed class Row(int round, string alert, string fault, Telling telling)
    {
        public int Round => round;

        public string Alert => alert;

        public string Fault => fault;

        public Telling Telling => telling;

        /// <summary>From the fault to the alert.</summary>
        public TimeSpan? Firing { get; set; }

        /// <summary>From the fault to the last recipient's message.</summary>
        public TimeSpan? Message { get; set; }

        /// <summary>From the fault's end to the last recipient's message.</summary>
        public TimeSpan? Resolved { get; set; }

        /// <summary>
        /// From the condition in the data to the first message, beyond the rule's duration and the group's wait.
        /// </summary>
        public TimeSpan? Delay { get; set; }

        public int Recipients { get; set; }

        public bool IsProved { get; set; }
    }
}
