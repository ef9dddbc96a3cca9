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

    /// <summary>A line of a table.</summary>
    public static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    [GeneratedRegex(@"[\\`*_\[\]<>|~]")]
    private static partial Regex Special();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
