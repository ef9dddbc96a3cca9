using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using MueJam.Operations.Reports;

namespace MueJam.Tests.Operations;

public sealed class ReportTests
{
    [Fact]
    public void A_cell_says_what_it_was_given_whatever_that_begins_with()
    {
        var report = new Report(NullLogger.Instance);
        report.Table("Cells", ["a", "b"], [(Cell[])["3:x", new("Bad:x|y", Tone.Bad)]]);
        Assert.Contains(@"| 3:x | ✗ **Bad:x\|y** |", report.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_is_one_line_and_no_markup()
    {
        var report = new Report(NullLogger.Instance);
        report.Line("a*b*\n| <c>_d");
        Assert.Equal(@"- a\*b\* \| \<c\>\_d", report.Text.TrimEnd());
    }

    [Fact]
    public void Lines_are_a_list_and_a_table_stands_apart()
    {
        var report = new Report(NullLogger.Instance);
        report.Line("one");
        report.Line("two");
        report.Table("Three", ["a"], [(Cell[])["b"]]);
        report.Line("four", Tone.Good);
        Assert.Equal(
            ["- one", "- two", "", "**Three**", "", "| a |", "| --- |", "| b |", "", "- ✓ four", ""],
            report.Text.ReplaceLineEndings("\n").Split('\n')
        );
    }

    [Fact]
    public void What_belongs_to_a_line_stands_under_it()
    {
        var report = new Report(NullLogger.Instance);
        report.Line("cause", Tone.Bad, details: ["do: mend it", new("effect: ill", Tone.Warning)]);
        Assert.Equal(
            ["- ✗ **cause**", "  - do: mend it", "  - ⚠ effect: ill", ""],
            report.Text.ReplaceLineEndings("\n").Split('\n')
        );
    }

    [Fact]
    public void A_program_gets_the_same_by_name_with_exact_values()
    {
        var report = new Report(NullLogger.Instance);
        var time = new DateTimeOffset(2026, 11, 28, 5, 0, 0, TimeSpan.Zero);
        report.Table(
            "Firing alerts",
            ["alert", "last scrape"],
            [(Cell[])["A|b", Cells.Ago(time)], ["<C>", Cells.Ago(default)]]
        );
        report.Heading("Is everything running?");
        report.Line("ok: yes", Tone.Good, new { Mark = "ok", ExitCode = 0 });
        var json = JsonNode.Parse(report.Json(isGood: true, "This is all."))!;
        Assert.Equal("true This is all.", $"{json["good"]} {json["message"]}");
        var rows = json["sections"]!["firing_alerts"]!["rows"]!.AsArray();
        Assert.Equal(
            ("A|b", time),
            (rows[0]!["alert"]!.GetValue<string>(), rows[0]!["last_scrape"]!.GetValue<DateTimeOffset>())
        );
        Assert.Null(rows[1]!["last_scrape"]);
        var line = json["sections"]!["is_everything_running"]!["lines"]![0]!;
        Assert.Equal("ok 0 good ok: yes", $"{line["mark"]} {line["exit_code"]} {line["tone"]} {line["text"]}");
    }
}
