using System.CommandLine;

namespace MueJam.AppHost.Operations.Commands;

/// <summary>Sends an alert through the real routes and tells, channel by channel, what became of it.</summary>
internal sealed class TestAlertOperation() : Operation("test-alert", "Sends a test alert through the real routes, tells channel by channel what was delivered or why not, and resolves it.")
{
    private static readonly Option<string> Severity = new("--severity") { Description = "Its severity.", DefaultValueFactory = _ => "critical" };
    private static readonly Option<string> Component = new("--component") { Description = "Its component.", DefaultValueFactory = _ => "monitoring" };
    private static readonly Option<bool> WaitResolved = new("--wait-resolved") { Description = "Waits until the resolution has been announced too (Alertmanager's group_interval)." };

    static TestAlertOperation()
    {
        Severity.AcceptOnlyFromAmong("critical", "warning", "info");
        Component.AcceptOnlyFromAmong("database", "cache", "application", "monitoring");
    }

    public override IReadOnlyList<Symbol> Symbols { get; } = [Severity, Component, WaitResolved];

    public override async Task<int> RunAsync(RunningStack stack, OperationOptions options, IReport report, CancellationToken cancellationToken)
    {
        var test = await TestAlert.BeginAsync(stack, options["severity"] ?? "critical", options["component"] ?? "monitoring", cancellationToken);
        try
        {
            report.Progress($"Sent to Alertmanager. It goes to {test.Deliveries.Count} addresses; at once, or within {Durations.Format(test.Patience)} when an incident of its kind is being reported");
            var isDelivered = await ShowAsync(test, "firing", report, cancellationToken);
            await test.ResolveAsync(cancellationToken);
            if (!options.Has("wait-resolved"))
            {
                report.Line($"Resolved; that is announced within {Durations.Format(test.Patience)}.");
                return isDelivered ? ExitCodes.Done : ExitCodes.Failed;
            }

            report.Progress($"Resolved. Waiting up to {Durations.Format(test.Patience)} for the announcement");
            return await ShowAsync(test, "resolved", report, cancellationToken) && isDelivered ? ExitCodes.Done : ExitCodes.Failed;
        }
        catch (OperationCanceledException)
        {
            // Interrupted: the test must not stay an alert.
            await test.ResolveAsync(CancellationToken.None);
            throw;
        }
    }

    private static async Task<bool> ShowAsync(TestAlert test, string status, IReport report, CancellationToken cancellationToken)
    {
        var outcomes = await test.DeliveredAsync(status, cancellationToken);
        report.Table($"Test alert, {status}", ["channel", "to", "receiver", "result"], outcomes.Select(outcome => (IReadOnlyList<string>)
        [
            outcome.Delivery.Integration,
            outcome.Delivery.To,
            outcome.Delivery.Receiver,
            outcome.Problem is null ? $"Good:delivered{(outcome.IsInbox ? " to the inbox" : "")}" : $"Bad:not delivered. {outcome.Problem}",
        ]));
        return outcomes.All(outcome => outcome.Problem is null);
    }
}
