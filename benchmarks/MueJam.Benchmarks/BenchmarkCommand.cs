using System.CommandLine;
using System.Globalization;
using MueJam.Api.Seeding;
using MueJam.Benchmarks.Measuring;
using MueJam.Benchmarks.Rows;
using MueJam.Benchmarks.Servers;
using Npgsql;

namespace MueJam.Benchmarks;

/// <summary>The command line: starts what it needs, measures the rows, prints a table and writes JSON.</summary>
internal static class BenchmarkCommand
{
    private static readonly IRow[] All =
    [
        ThroughputRow.Memory,
        ThroughputRow.Redis,
        ThroughputRow.Database,
        ThroughputRow.Mix,
        new AllocationRow(),
        new ScrapeRow(),
        new WindowRow(),
    ];

    private const int WrongOrFailed = 2;

    /// <returns>0 when every row holds, 1 when one misses, 2 when something failed or the command line is
    /// wrong.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var quick = new Option<bool>("--quick")
        {
            Description = "Seconds instead of minutes, on little data: shows that it runs; the figures say little.",
        };
        var rows = new Option<string[]>("--rows")
        {
            Description = "Only these rows.",
            AllowMultipleArgumentsPerToken = true,
        }.AcceptOnlyFromAmong([.. All.Select(row => row.Name)]);
        var json = new Option<string>("--json")
        {
            Description = "The file for the results.",
            DefaultValueFactory = _ => Path.Combine("artifacts", "benchmarks.json"),
        };
        var command = new RootCommand(
            "Measures the library API against baselines in the same run. Starts PostgreSQL, its replica and "
                + "Redis by itself."
        )
        {
            quick,
            rows,
            json,
        };
        command.SetAction(
            async (given, _) =>
                await MeasureAsync(
                    given.GetValue(quick) ? BenchmarkOptions.Quick : BenchmarkOptions.Full,
                    [
                        .. All.Where(row =>
                            given.GetValue(rows) is not { Length: > 0 } chosen || chosen.Contains(row.Name)
                        ),
                    ],
                    given.GetValue(json)!
                )
        );
        var parsed = command.Parse(args);
        var exitCode = await parsed.InvokeAsync();
        return parsed.Errors.Count > 0 ? WrongOrFailed : exitCode;
    }

    private static async Task<int> MeasureAsync(BenchmarkOptions options, IReadOnlyList<IRow> rows, string json)
    {
        try
        {
            Console.WriteLine("Starting PostgreSQL, its replica and Redis.");
            await using var backing = await Backing.StartAsync();
            if (
                await SeedCommand.RunAsync([
                    "--connection",
                    backing.Primary,
                    "--stories",
                    $"{options.Stories}",
                    "--whispers",
                    $"{options.Stories}",
                ]) != 0
            )
            {
                return WrongOrFailed;
            }

            await using var sink = await TraceSink.StartAsync();
            var slugs = await SlugsAsync(backing);
            var results = new List<RowResult>();
            for (var i = 0; i < rows.Count; i++)
            {
                Console.WriteLine(
                    string.Create(CultureInfo.InvariantCulture, $"[{i + 1}/{rows.Count}] {rows[i].Name}")
                );
                using var bench = new Bench(options, backing, slugs, new Uri(sink.Urls.Single()));
                results.AddRange(await rows[i].RunAsync(bench));
            }

            Report.Print(results);
            await Report.WriteAsync(json, options, results);
            Console.WriteLine($"Written to {Path.GetFullPath(json)}.");
            return results.All(result => result.Holds) ? 0 : 1;
        }
        catch (Exception e)
            when (e
                    is InvalidOperationException
                        or NpgsqlException
                        or IOException
                        or OperationCanceledException
                        or System.Net.Sockets.SocketException
            )
        {
            await Console.Error.WriteLineAsync(e.Message);
            return WrongOrFailed;
        }
    }

    private static async Task<IReadOnlyList<string>> SlugsAsync(Backing backing)
    {
        await using var source = NpgsqlDataSource.Create(backing.Primary);
        await using var command = source.CreateCommand("SELECT slug FROM stories ORDER BY id");
        await using var rows = await command.ExecuteReaderAsync();
        var slugs = new List<string>();
        while (await rows.ReadAsync())
        {
            slugs.Add(rows.GetString(0));
        }

        return slugs;
    }
}
