using System.Globalization;
using MueJam.Operations.Reports;
using MueJam.Operations.Servers;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Commands;

/// <summary>Makes a silence, at once or for a time to come: a maintenance window.</summary>
internal sealed class SilenceOperation()
    : Operation(
        "silence",
        "Silence alerts",
        "Silences the alerts that match for a while, from now on or from a time to come, as for maintenance."
    )
{
    private const string Matchers = "matchers",
        Duration = "duration",
        Starts = "starts";
    private const string Author = "author",
        Comment = "comment";
    private const string DefaultDuration = "2h";

    public override string Icon => "SpeakerMute";

    public override IReadOnlyList<InteractionInput> Arguments { get; } =
    [
        Text(
            Matchers,
            "Matchers",
            "All must match, such as alertname=\"HighQueryLatency\", severity!=\"critical\".",
            isRequired: true
        ),
        Text(Duration, "Duration", "Such as 30m, 2h or 1d.", value: DefaultDuration),
        Text(Starts, "Starts", "When it begins, such as 2027-03-14T02:00Z; by default now."),
        Text(Author, "Author", "Who makes it; by default the user who runs the stack."),
        Text(Comment, "Comment", "Why: whoever looks for the alerts reads it.", isRequired: true),
    ];

    public override void Validate(InputsDialogValidationContext context)
    {
        if (MatcherText.Parse(context.Inputs[Matchers].Value ?? "", out var problem) is [])
        {
            context.AddValidationError(Matchers, problem!);
        }

        var duration = context.Inputs[Duration].Value;
        if (duration is { Length: > 0 } && !(Durations.Parse(duration) > TimeSpan.Zero))
        {
            context.AddValidationError(
                Duration,
                $"'{duration}' is no duration over 0: a number with s, m, h, d or w, such as {DefaultDuration}."
            );
        }

        var starts = context.Inputs[Starts].Value;
        if (starts is { Length: > 0 } && Time(starts) is null)
        {
            context.AddValidationError(Starts, $"'{starts}' is no time: write it as 2027-03-14T02:00Z.");
        }
    }

    public override async Task<Result> RunAsync(
        OperatedStack stack,
        OperationArguments arguments,
        Report report,
        CancellationToken cancellationToken
    )
    {
        var alertmanager = stack.Alertmanager;
        var matchers = MatcherText.Parse(arguments[Matchers]!, out _);
        var now = DateTimeOffset.UtcNow;
        var asked = arguments[Starts] is { } text ? Time(text)!.Value : now;
        var ends =
            asked
            + (
                Durations.Parse(arguments[Duration] ?? DefaultDuration)
                ?? throw new OperationException($"Give a duration, such as {DefaultDuration}.")
            );
        // What lies behind is not silenced any more.
        var starts = asked > now ? asked : now;
        if (ends <= now)
        {
            throw new OperationException(
                $"It would have ended at {Cells.Moment(ends)} already. Give a later start or a longer duration."
            );
        }

        var author = arguments[Author] ?? Environment.UserName;
        var id = await AddAsync(
            alertmanager,
            new(matchers, starts, ends, author, arguments[Comment]!),
            cancellationToken
        );
        var names = (await alertmanager.AlertsAsync(cancellationToken, matchers.Select(MatcherText.Format)))
            .Select(alert => alert.Name)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        report.Line(
            names.Count == 0 ? "No alert that fires now matches." : $"It matches now: {string.Join(", ", names)}."
        );
        return Result.Good(
            $"{MatcherText.Format(matchers)} is silenced from {Cells.Moment(starts)} until {Cells.Moment(ends)}, "
                + $"id {id}."
        );
    }

    private static async Task<string> AddAsync(
        AlertmanagerApi alertmanager,
        SilenceContent silence,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await alertmanager.AddAsync(silence, cancellationToken);
        }
        catch (HttpRequestException e) when (e.Message.Contains("empty string", StringComparison.Ordinal))
        {
            throw new OperationException(
                $"{MatcherText.Format(silence.Matchers)} would match {Matched(silence.Matchers)}. "
                    + "Add what they must have, such as alertname=~\".+\"."
            );
        }
    }

    /// <summary>What matchers match that ask for no label.</summary>
    private static string Matched(IEnumerable<Matcher> matchers) =>
        matchers.FirstOrDefault(matcher => matcher is { Value: "", IsEqual: true }) is { } empty
            ? $"alerts without the label {empty.Name}: that is what an empty value means"
            : "every alert";

    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    private static InteractionInput Text(
        string name,
        string label,
        string description,
        bool isRequired = false,
        string? value = null
    ) =>
        new()
        {
            Name = name,
            Label = label,
            Description = description,
            InputType = InputType.Text,
            Required = isRequired,
            Value = value,
        };
}
