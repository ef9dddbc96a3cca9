using System.Globalization;
using MueJam.Operations.Reports;
using MueJam.Operations.Servers;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Status;

/// <summary>What the library's servers say of themselves, and what is on the disk.</summary>
internal static class FigureParts
{
    /// <summary>Of Prometheus, in its container.</summary>
    private const string Data = "/prometheus";

    public static async Task ShowLibraryAsync(StatusView view, CancellationToken cancellationToken)
    {
        var instances = await ReadAsync(view.Stack, cancellationToken);
        foreach (
            var replica in instances[0]
                .Figures.Database.Replicas.OrderBy(replica => replica.Name, StringComparer.Ordinal)
        )
        {
            view.Report.Line(
                $"Replication: {replica.Name} {(replica.Streaming ? "is streaming" : "is NOT streaming")}, "
                    + $"{Number(replica.LagSeconds, " s")} behind.",
                replica.Streaming ? Tone.Good : Tone.Bad,
                new
                {
                    Replica = replica.Name,
                    replica.Streaming,
                    replica.LagSeconds,
                }
            );
        }

        foreach (var (name, figures) in instances)
        {
            var cache = figures.Cache;
            var hitRate = cache.HitRatePercent is null ? "no reads" : $"{Number(cache.HitRatePercent, " %")} hits";
            view.Report.Line(
                $"Cache{(view.Stack.Known.Instances.Count == 1 ? "" : $" of {name}")}: {hitRate} in the last minute; "
                    + $"{cache.Hits} hits, {cache.Misses} misses, {cache.Evictions} evictions in all.",
                data: cache
            );
        }
    }

    /// <summary>Of every instance that answers.</summary>
    /// <exception cref="HttpRequestException">None does.</exception>
    private static async Task<IReadOnlyList<(string Name, LibraryFigures Figures)>> ReadAsync(
        OperatedStack stack,
        CancellationToken cancellationToken
    )
    {
        var found = new List<(string, LibraryFigures)>();
        HttpRequestException? failure = null;
        foreach (var instance in stack.Known.Instances)
        {
            try
            {
                found.Add(
                    (instance.Resource.Name, await LibraryFigures.ReadAsync(stack.Api(instance), cancellationToken))
                );
            }
            catch (HttpRequestException e)
            {
                // The table of the resources names it.
                failure = e;
            }
        }

        return found.Count > 0 ? found : throw failure!;
    }

    public static async Task ShowDiskAsync(StatusView view, CancellationToken cancellationToken)
    {
        var (stack, known) = (view.Stack, view.Stack.Known);
        // Of the folder itself: the metrics of older servers know the blocks alone, and none what a crash has left.
        var prometheus = await ResourceHost.Of(stack, known.Prometheus).SizeAsync(Data, cancellationToken);
        var database = await stack.Prometheus.ValueAsync(
            $"sum(pg_database_size_bytes{{instance=\"{known.Postgres.Resource.Name}\"}})",
            cancellationToken
        );
        var redis = await stack.Prometheus.ValueAsync("redis_memory_used_bytes", cancellationToken);
        var drive = new DriveInfo(known.PrometheusFolder);
        view.Report.Line(
            $"Disk: Prometheus {Bytes(prometheus)}, PostgreSQL {Bytes(database)}; Redis holds {Bytes(redis)} in "
                + "memory; "
                + $"{Bytes(drive.AvailableFreeSpace)} of {Bytes(drive.TotalSize)} free here.",
            data: new
            {
                PrometheusBytes = prometheus,
                PostgresBytes = database,
                RedisMemoryBytes = redis,
                FreeBytes = drive.AvailableFreeSpace,
                TotalBytes = drive.TotalSize,
            }
        );
    }

    private static string Number(double? number, string unit) =>
        number is { } value ? $"{Math.Round(value, 2).ToString(CultureInfo.InvariantCulture)}{unit}" : "no figure";

    private static string Bytes(double? bytes) => bytes is { } value ? ByteSizes.Format(value) : "no figure";
}
