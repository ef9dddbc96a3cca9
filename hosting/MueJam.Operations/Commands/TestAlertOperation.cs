using MueJam.Operations.Reports;
using MueJam.Operations.Stack;
using MueJam.Operations.TestAlerts;

namespace MueJam.Operations.Commands;

/// <summary>Sends an alert through the real routes and tells, channel by channel, what became of it.</summary>
internal sealed class TestAlertOperation()
    : Operation(
        "test-alert",
        "Send a test alert",
        "Sends a test alert through the real routes, tells channel by channel what was delivered or why not, and "
            + "resolves it."
    )
{
    private const string Severity = "severity",
        Component = "component",
        WaitResolved = "wait-resolved";

    public override string Icon => "AlertOn";

    public override IReadOnlyList<InteractionInput> Arguments { get; } =
    [
        Choice(Severity, "Its severity; critical reaches whoever is on call.", "critical", "warning", "info"),
        Choice(Component, "Its component, whose team is told too.", "monitoring", "database", "cache", "application"),
        new()
        {
            Name = WaitResolved,
            Label = "Wait until it is resolved",
            Description = "Waits until the resolution has been announced too (Alertmanager's group_interval).",
            InputType = InputType.Boolean,
        },
    ];

    public override async Task<Result> RunAsync(
        OperatedStack stack,
        OperationArguments arguments,
        Report report,
        CancellationToken cancellationToken
    )
    {
        var test = await TestAlert.BeginAsync(stack, arguments[Severity]!, arguments[Component]!, cancellationToken);
        try
        {
            var patience = Durations.Format(test.Patience);
            report.Step($"Sent to Alertmanager. It goes to {test.Deliveries.Count} addresses, at once");
            var failed = await ShowAsync(test, "firing", report, cancellationToken);
            await test.ResolveAsync(cancellationToken);
            if (arguments.Has(WaitResolved))
            {
                report.Step($"Resolved. Waiting up to {patience} for the announcement");
                failed = [.. failed, .. await ShowAsync(test, "resolved", report, cancellationToken)];
            }

            return failed.Count > 0
                ? Result.Bad($"Not delivered: {string.Join("; ", failed)}")
                : Result.Good(
                    arguments.Has(WaitResolved)
                        ? "Resolved, and that is announced."
                        : $"Resolved; that is announced within {patience}."
                );
        }
        catch (OperationCanceledException)
        {
            // Interrupted: the test must not stay an alert.
            await test.ResolveAsync(CancellationToken.None);
            throw;
        }
    }

    /// <returns>What was not delivered.</returns>
    private static async Task<IReadOnlyList<string>> ShowAsync(
        TestAlert test,
        string status,
        Report report,
        CancellationToken cancellationToken
    )
    {
        var outcomes = await test.DeliveredAsync(status, cancellationToken);
        report.Table(
            $"Test alert, {status}",
            ["channel", "to", "receiver", "result"],
            outcomes.Select(outcome =>
                (Cell[])
                    [
                        outcome.Delivery.Integration,
                        outcome.Delivery.To,
                        outcome.Delivery.Receiver,
                        outcome.Problem is null
                            ? new($"delivered{(outcome.IsInbox ? " to the inbox" : "")}", Tone.Good)
                            : new($"not delivered. {outcome.Problem}", Tone.Bad),
                    ]
            )
        );
        return
        [
            .. outcomes
                .Where(outcome => outcome.Problem is not null)
                .Select(outcome => $"{outcome.Delivery.Integration} {outcome.Delivery.To}: {outcome.Problem}"),
        ];
    }

    /// <summary>The first value is the default.</summary>
    private static InteractionInput Choice(string name, string description, params IReadOnlyList<string> values) =>
        new()
        {
            Name = name,
            Label = char.ToUpperInvariant(name[0]) + name[1..],
            Description = description,
            InputType = InputType.Choice,
            Options = [.. values.Select(value => KeyValuePair.Create(value, value))],
            Value = values[0],
        };
}
