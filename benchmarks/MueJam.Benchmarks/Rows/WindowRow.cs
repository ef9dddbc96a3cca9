using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MueJam.Api;
using MueJam.Api.Telemetry;
using MueJam.Benchmarks.Measuring;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace MueJam.Benchmarks.Rows;

/// <summary>
/// What the window and its snapshots add to a command's measurement, against the histogram that OpenTelemetry keeps of
/// it.
/// </summary>
internal sealed class WindowRow : IRow
{
    /// <summary>A scrape every 10 s at a thousand commands a second.</summary>
    private const int RecordsPerSnapshot = 10_000;

    private const double Allowed = 2;

    public string Name => "window";

    public async Task<IReadOnlyList<RowResult>> RunAsync(Bench bench)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([
            KeyValuePair.Create("ConnectionStrings:muejam", (string?)bench.Backing.Primary),
            KeyValuePair.Create("ConnectionStrings:redis", (string?)bench.Backing.Redis),
        ]);
        await using var api = LibraryApi.Build(builder);
        var window = api.Services.GetRequiredService<LibraryMetrics>();
        // Named as Npgsql's, to which the window listens; the other is OpenTelemetry's alone.
        using var npgsql = new Meter("Npgsql");
        using var meter = new Meter("MueJam.Benchmarks");
        using var provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(meter.Name)
            .AddReader(new BaseExportingMetricReader(new NoExporter()))
            .Build();
        var (listened, kept) = (Duration(npgsql), Duration(meter));
        var random = new Random(1);
        var seconds = Enumerable.Range(0, 1024).Select(_ => 0.0001 + (random.NextDouble() * 0.01)).ToArray();

        var rounds = await Duel.RunAsync(
            bench.Options,
            time =>
                Task.FromResult(Nanoseconds(time, i => Record(listened, seconds[i & 1023]), () => window.Snapshot())),
            time =>
                Task.FromResult(Nanoseconds(time, i => Record(kept, seconds[i & 1023]), () => provider.ForceFlush()))
        );
        return
        [
            RowResult.Of(
                Name,
                "window and snapshot : Histogram.Record",
                "ns",
                Allowed,
                isAtLeast: false,
                rounds,
                RowResult.Ratio
            ),
        ];
    }

    private static Histogram<double> Duration(Meter meter) =>
        meter.CreateHistogram<double>("db.client.operation.duration", "s");

    private static void Record(Histogram<double> histogram, double seconds) =>
        histogram.Record(
            seconds,
            KeyValuePair.Create("db.system.name", (object?)"postgresql"),
            KeyValuePair.Create("db.client.connection.pool.name", (object?)"primary")
        );

    private static double Nanoseconds(TimeSpan time, Action<int> record, Action collect)
    {
        var (clock, records) = (Stopwatch.StartNew(), 0L);
        while (clock.Elapsed < time)
        {
            for (var i = 0; i < RecordsPerSnapshot; i++)
            {
                record(i);
            }

            collect();
            records += RecordsPerSnapshot;
        }

        return clock.Elapsed.TotalNanoseconds / records;
    }

    private sealed class NoExporter : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch) => ExportResult.Success;
    }
}
