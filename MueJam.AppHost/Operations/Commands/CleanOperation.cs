using System.CommandLine;
using System.Globalization;

namespace MueJam.AppHost.Operations.Commands;

/// <summary>Deletes old time series and reclaims their space.</summary>
internal sealed class CleanOperation() : Operation("clean", "Deletes time series older than a duration and reclaims the space, after showing what would go.")
{
    private const string Everything = "{__name__=~\".+\"}";

    private static readonly Option<string> OlderThan = new("--older-than") { Description = "Such as 7d, 12h or 30m.", Required = true };

    static CleanOperation()
        => OlderThan.Validators.Add(result =>
        {
            if (Durations.Parse(result.GetValueOrDefault<string>() ?? "") is null)
            {
                result.AddError("--older-than takes a number with s, m, h, d or w, such as 7d.");
            }
        });

    public override IReadOnlyList<Symbol> Symbols { get; } = [OlderThan];

    public override bool MustBeConfirmed => true;

    public override bool IsExclusive => true;

    public override async Task<int> RunAsync(RunningStack stack, OperationOptions options, IReport report, CancellationToken cancellationToken)
    {
        var until = DateTimeOffset.UtcNow - (Durations.Parse(options["older-than"] ?? "") ?? throw new OperationException("--older-than is missing."));
        var prometheus = stack.Prometheus;
        var oldest = await prometheus.MetricAsync("prometheus_tsdb_lowest_timestamp_seconds", cancellationToken) is { } seconds ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : until;
        var range = $"start={Seconds(DateTimeOffset.UnixEpoch)}&end={Seconds(until)}";
        var match = $"match[]={Uri.EscapeDataString(Everything)}&{range}";
        var going = (await prometheus.GetAsync($"series?{match}", cancellationToken)).AsArray();
        if (going.Count == 0 || oldest >= until)
        {
            report.Line($"Nothing is older than {options["older-than"]}: the oldest sample is of {Time(oldest)}.", Tone.Good);
            return ExitCodes.Done;
        }

        report.Table($"Samples from {Time(oldest)} to {Time(until)}", ["job", "series with such samples"], going
            .CountBy(series => series!["job"]?.GetValue<string>() ?? "(computed by rules)").OrderByDescending(job => job.Value)
            .Select(job => (IReadOnlyList<string>)[job.Key, $"{job.Value}"]));
        if (options.Has(Preview))
        {
            return ExitCodes.Pending;
        }

        var before = await prometheus.MetricAsync("prometheus_tsdb_storage_blocks_bytes", cancellationToken) ?? 0;
        report.Progress("Deleting");
        await prometheus.PostAsync($"admin/tsdb/delete_series?{match}", cancellationToken);
        report.Progress("Reclaiming the space");
        await prometheus.PostAsync("admin/tsdb/clean_tombstones", cancellationToken);
        var after = await prometheus.MetricAsync("prometheus_tsdb_storage_blocks_bytes", cancellationToken) ?? 0;
        report.Line($"Deleted what was older than {options["older-than"]}; the blocks take {ByteSizes.Format(after)}, before {ByteSizes.Format(before)}. What is still in memory is dropped with the next block.", Tone.Good);
        return ExitCodes.Done;
    }

    private static string Seconds(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
