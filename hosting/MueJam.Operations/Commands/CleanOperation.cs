using System.Globalization;
using MueJam.Operations.Reports;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Commands;

/// <summary>Deletes old time series and reclaims their space.</summary>
internal sealed class CleanOperation()
    : Operation(
        "clean",
        "Delete old series",
        "Deletes time series older than a duration and reclaims the space, after showing what would go."
    )
{
    private const string OlderThan = "older-than";

    public override string Icon => "Broom";

    public override string Question => "Delete all time series that are older than the duration you are about to give?";

    public override bool IsExclusive => true;

    public override IReadOnlyList<InteractionInput> Arguments { get; } =
    [
        new()
        {
            Name = OlderThan,
            Label = "Older than",
            Description = "Such as 30d, 12h or 30m.",
            Placeholder = "30d",
            InputType = InputType.Text,
            Required = true,
        },
    ];

    public override void Validate(InputsDialogValidationContext context)
    {
        var given = context.Inputs[OlderThan].Value;
        if (Durations.Parse(given ?? "") is not { } age)
        {
            context.AddValidationError(
                OlderThan,
                $"'{given}' is no duration: a number with s, m, h, d or w, such as 30d."
            );
        }
        else if (age == TimeSpan.Zero)
        {
            context.AddValidationError(OlderThan, $"'{given}' would delete everything: at least 1s.");
        }
    }

    public override async Task<Result> RunAsync(
        OperatedStack stack,
        OperationArguments arguments,
        Report report,
        CancellationToken cancellationToken
    )
    {
        var age = arguments[OlderThan]!;
        var until = DateTimeOffset.UtcNow - Durations.Parse(age)!.Value;
        var prometheus = stack.Prometheus;
        var oldest = await prometheus.MetricAsync("prometheus_tsdb_lowest_timestamp_seconds", cancellationToken)
            is { } seconds
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : until;
        var going = await prometheus.SeriesAsync(until, cancellationToken);
        if (going.Count == 0 || oldest >= until)
        {
            return Result.Good($"Nothing is older than {age}: the oldest sample is of {Time(oldest)}.");
        }

        report.Table(
            $"Samples from {Time(oldest)} to {Time(until)}",
            ["job", "series with such samples"],
            going
                .CountBy(series => series.GetValueOrDefault("job", "(computed by rules)"))
                .OrderByDescending(job => job.Value)
                .Select(job => (Cell[])[job.Key, $"{job.Value}"])
        );
        arguments.EnsureConfirmed();
        var before = await BytesAsync();
        report.Step("Deleting, and reclaiming the space");
        await prometheus.DeleteSeriesAsync(until, cancellationToken);
        return Result.Good(
            $"Deleted what was older than {age}; the blocks take {ByteSizes.Format(await BytesAsync())}, before "
                + $"{ByteSizes.Format(before)}. "
                + "What is still in memory is dropped with the next block."
        );

        async Task<double> BytesAsync() =>
            await prometheus.MetricAsync("prometheus_tsdb_storage_blocks_bytes", cancellationToken) ?? 0;
    }

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
