using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using MueJam.Benchmarks.Measuring;
using Spectre.Console;

namespace MueJam.Benchmarks;

/// <summary>The results as a table and as JSON.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public static void Print(IReadOnlyList<RowResult> results)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("row").NoWrap());
        foreach (var column in (string[])["value", "baseline", "unit", "figure", "limit", ""])
        {
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        }

        foreach (var result in results)
        {
            table.AddRow(
                result.Row,
                Text(result.Value),
                Text(result.Baseline),
                result.Unit,
                Text(result.Figure),
                $"{(result.IsAtLeast ? "≥" : "≤")} {Text(result.Limit)}",
                result.Holds ? "[green]holds[/]" : "[red]misses[/]"
            );
        }

        AnsiConsole.Write(table);
    }

    public static async Task WriteAsync(string path, BenchmarkOptions options, IReadOnlyList<RowResult> results)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(directory);
        await File.WriteAllTextAsync(
            path,
            JsonSerializer.Serialize(
                new
                {
                    at = DateTime.UtcNow,
                    machine = new
                    {
                        cores = Environment.ProcessorCount,
                        os = RuntimeInformation.OSDescription,
                        runtime = RuntimeInformation.FrameworkDescription,
                    },
                    options = new
                    {
                        options.Rounds,
                        turn_seconds = options.Turn.TotalSeconds,
                        options.Connections,
                        options.Stories,
                        options.Users,
                    },
                    results,
                },
                Json
            )
        );
    }

    private static string Text(double value) =>
        value.ToString(value >= 100 ? "N0" : "0.00", CultureInfo.InvariantCulture);
}
