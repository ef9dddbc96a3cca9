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
        Assert.Equal(["- one", "- two", "", "**Three**", "", "| a |", "| --- |", "| b |", "", "- ✓ four", ""], report.Text.ReplaceLineEndings("\n").Split('\n'));
    }
}
