using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MueJam.Operations.Reports;

/// <summary>A report for programs: the same tables and lines, each section by its title in snake case.</summary>
internal static partial class ReportJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        // For terminals and files, not for pages.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    public static string Of(IEnumerable<Section> sections, bool isGood, string message)
    {
        var all = new JsonObject();
        foreach (var section in sections)
        {
            all[Name(section.Title ?? "report")] = Of(section);
        }

        return new JsonObject
        {
            ["good"] = isGood,
            ["message"] = message,
            ["sections"] = all,
        }.ToJsonString(Options);
    }

    private static JsonObject Of(Section section)
    {
        var node = new JsonObject();
        if (section.Blocks.OfType<Table>().LastOrDefault() is { } table)
        {
            node["rows"] = new JsonArray([.. table.Rows.Select(row => Of(table.Columns, row))]);
        }

        if (section.Blocks.OfType<Line>().ToList() is { Count: > 0 } lines)
        {
            node["lines"] = new JsonArray([.. lines.Select(Of)]);
        }

        return node;
    }

    private static JsonObject Of(IReadOnlyList<string> columns, IReadOnlyList<Cell> row) =>
        new(
            columns.Zip(
                row,
                (column, cell) => KeyValuePair.Create(Name(column), JsonSerializer.SerializeToNode(cell.Value, Options))
            )
        );

    private static JsonObject Of(Line line)
    {
        var node = line.Data is null
            ? new JsonObject()
            : JsonSerializer.SerializeToNode(line.Data, Options)!.AsObject();
        node["tone"] = Name($"{line.Text.Tone}");
        node["text"] = line.Text.Text;
        return node;
    }

    private static string Name(string text) => Separator().Replace(text.ToLowerInvariant(), "_").Trim('_');

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Separator();
}
