using System.Text;
using System.Text.RegularExpressions;

namespace MueJam.Operations.Reports;

/// <summary>Texts as Markdown, which the dashboard and the command line draw.</summary>
internal static partial class Markdown
{
    /// <summary>The text as it is, whatever it holds.</summary>
    public static string Escape(string text) => Special().Replace(Space().Replace(text, " "), @"\$0");

    /// <summary>The text with a mark for its tone.</summary>
    public static string Toned(Cell cell)
    {
        var text = Escape(cell.Text);
        return cell.Tone switch
        {
            Tone.Warning when text.Length > 0 => $"⚠ {text}",
            Tone.Bad when text.Length > 0 => $"✗ **{text}**",
            Tone.Good when text.Length > 0 => $"✓ {text}",
            _ => text,
        };
    }

    /// <summary>A report: headings, tables and lists stand apart, and lines in a row are one list.</summary>
    public static string Of(IEnumerable<Section> sections)
    {
        var text = new StringBuilder();
        var isList = false;
        foreach (var section in sections)
        {
            if (section.Title is { } title)
            {
                Begin(isPartOfList: false);
                text.AppendLine($"**{Escape(title)}**");
            }

            // A table without rows says nothing that the line beneath it does not.
            foreach (var block in section.Blocks.Where(block => block is not Table { Rows.Count: 0 }))
            {
                Begin(block is Line);
                text.Append(block is Table table ? Of(table) : Of((Line)block));
            }
        }

        return text.ToString();

        void Begin(bool isPartOfList)
        {
            if (text.Length > 0 && !(isList && isPartOfList))
            {
                text.AppendLine();
            }

            isList = isPartOfList;
        }
    }

    private static string Of(Table table) =>
        Lines([
            Row(table.Columns.Select(Escape)),
            Row(table.Columns.Select(_ => "---")),
            .. table.Rows.Select(row => Row(row.Select(Toned))),
        ]);

    private static string Of(Line line) =>
        Lines([$"- {Toned(line.Text)}", .. line.Details.Select(detail => $"  - {Toned(detail)}")]);

    private static string Lines(IEnumerable<string> lines) =>
        string.Concat(lines.Select(line => $"{line}{Environment.NewLine}"));

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    [GeneratedRegex(@"[\\`*_\[\]<>|~]")]
    private static partial Regex Special();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
