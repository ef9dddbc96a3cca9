using System.Diagnostics;
using MueJam.Operations.Servers;
using MueJam.Operations.Stack;

namespace MueJam.Operations.TestAlerts;

/// <summary>What became of one message.</summary>
/// <param name="Delivery">The message.</param>
/// <param name="IsInbox">Its channel has no credential: the inbox takes it.</param>
/// <param name="Problem">Why it was not delivered; null when it was.</param>
internal sealed record Outcome(Delivery Delivery, bool IsInbox, string? Problem);

/// <summary>An alert of ours in Alertmanager, and the messages that it leads to.</summary>
internal sealed class TestAlert
{
    private const string Name = "TestAlert";
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(300);

    /// <summary>What an attempt needs at most, on top of Alertmanager's own patience.</summary>
    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(30);

    private readonly OperatedStack _stack;
    private readonly SentAlert _alert;
    private DateTimeOffset _began;
    private long _lastInInbox;
    private Dictionary<string, double> _requestsBefore = [];

    private TestAlert(OperatedStack stack, string severity, string component, (string Handbook, string Board) links)
    {
        _stack = stack;
        var now = DateTimeOffset.UtcNow;
        _alert = new SentAlert(
            new Dictionary<string, string>
            {
                ["alertname"] = Name,
                ["severity"] = severity,
                ["component"] = component,
                ["signal"] = "test",
                ["instance"] = $"test-{Guid.NewGuid():N}"[..13],
            },
            new Dictionary<string, string>
            {
                ["summary"] = "A test of the notification channels",
                ["description"] =
                    $"Nothing is wrong: someone ran '{CommandLine.Of(stack.Known.Alertmanager, "test-alert")}'.",
                ["runbook_url"] = links.Handbook,
                ["dashboard_url"] = links.Board,
            },
            // An alert that has lasted longer than group_wait is told of at once: it has a group of its own.
            StartsAt: now.AddHours(-1),
            EndsAt: now.AddHours(1)
        );
    }

    /// <summary>Where Alertmanager sends it.</summary>
    public IReadOnlyList<Delivery> Deliveries { get; private set; } = [];

    /// <summary>The longest that Alertmanager keeps a message back.</summary>
    public TimeSpan Patience { get; private set; }

    /// <exception cref="OperationException">No message will be sent; the reason is in the message.</exception>
    public static async Task<TestAlert> BeginAsync(
        OperatedStack stack,
        string severity,
        string component,
        CancellationToken cancellationToken
    )
    {
        var pages = stack.Known.Pages;
        var board = $"{await pages.Dashboards(cancellationToken)}/d/monitoring-stack";
        var test = new TestAlert(stack, severity, component, (await pages.Handbook(cancellationToken), board));
        await test.MarkAsync(cancellationToken);
        await stack.Alertmanager.SendAsync(test._alert, cancellationToken);
        var known = await test.KnownAsync(cancellationToken);
        if (known.Status.IsSuppressed)
        {
            await test.ResolveAsync(cancellationToken);
            throw new OperationException(
                known.Status.SilencedBy.Count > 0
                    ? "The test alert is silenced, and so nothing is sent, by silence "
                        + $"{string.Join(", ", known.Status.SilencedBy)}. End it when it hides more than it should."
                    : "The test alert is inhibited by another alert that is firing: nothing is sent."
            );
        }

        var receivers = new AlertmanagerReceivers(await stack.Alertmanager.ConfigurationAsync(cancellationToken));
        test.Patience = receivers.GroupInterval;
        test.Deliveries = receivers.Deliveries([.. known.Receivers.Select(receiver => receiver.Name)]);
        return test;
    }

    /// <summary>Ends it; Alertmanager announces that.</summary>
    public async Task ResolveAsync(CancellationToken cancellationToken)
    {
        await MarkAsync(cancellationToken);
        await _stack.Alertmanager.SendAsync(_alert with { EndsAt = DateTimeOffset.UtcNow }, cancellationToken);
    }

    /// <summary>Waits until every message has been delivered or refused.</summary>
    public async Task<IReadOnlyList<Outcome>> DeliveredAsync(string status, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var outcomes = await OutcomesAsync(status, cancellationToken);
            var isDecided = outcomes.All(outcome => outcome.Problem is not Pending);
            if (isDecided || clock.Elapsed > Patience + Attempt)
            {
                return outcomes;
            }

            await Task.Delay(Period, cancellationToken);
        }
    }

    private const string Pending = "Alertmanager has neither delivered it nor given up yet.";

    private async Task<IReadOnlyList<Outcome>> OutcomesAsync(string status, CancellationToken cancellationToken)
    {
        var failures = await FailuresAsync(cancellationToken);
        IReadOnlyList<InboxMessage>? received = null;
        var outcomes = new List<Outcome>();
        foreach (var delivery in Deliveries)
        {
            var isInbox = _stack.IsInbox(delivery.Integration);
            received ??= isInbox ? await ReceivedAsync(cancellationToken) : null;
            var isDelivered = isInbox
                ? received!.Any(message => IsOurs(message, delivery, status))
                : await SucceededAsync(delivery.Integration, cancellationToken)
                    >= Deliveries.Count(other => other.Integration == delivery.Integration);
            var problem = isDelivered
                ? null
                : failures.GetValueOrDefault((delivery.Receiver, $"{delivery.Integration}[{delivery.Index}]"), Pending);
            outcomes.Add(new Outcome(delivery, isInbox, problem));
        }

        return outcomes;
    }

    /// <summary>An inbox that is down has received nothing; Alertmanager says why it could not send.</summary>
    private async Task<IReadOnlyList<InboxMessage>> ReceivedAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _stack.Inbox!.ReadAsync(_lastInInbox, cancellationToken);
        }
        catch (HttpRequestException)
        {
            return [];
        }
    }

    private static bool IsOurs(InboxMessage message, Delivery delivery, string status) =>
        message.Channel == delivery.Integration
        && (delivery.To == delivery.Integration || message.Recipients.Contains(delivery.To))
        && message.Alerts.Contains(new InboxAlert(Name, status));

    /// <summary>Why Alertmanager could not send, by receiver and integration.</summary>
    private async Task<Dictionary<(string Receiver, string Integration), string>> FailuresAsync(
        CancellationToken cancellationToken
    )
    {
        var lines = await _stack.Logs.ProblemsAsync(
            _stack.Current(_stack.Known.Alertmanager),
            _began,
            cancellationToken
        );
        var failures = new Dictionary<(string, string), string>();
        foreach (var line in lines)
        {
            if (
                ResourceLogs.Value(line, "receiver") is { } receiver
                && ResourceLogs.Value(line, "integration") is { } integration
            )
            {
                failures[(receiver, integration)] =
                    ResourceLogs.Value(line, "err") ?? ResourceLogs.Value(line, "error") ?? line;
            }
        }

        return failures;
    }

    private async Task<double> SucceededAsync(string integration, CancellationToken cancellationToken) =>
        await RequestsAsync(integration, cancellationToken) - _requestsBefore.GetValueOrDefault(integration);

    private async Task<double> RequestsAsync(string integration, CancellationToken cancellationToken)
    {
        var selector = $"integration=\"{integration}\"";
        var requests = await _stack.Alertmanager.MetricAsync(
            "alertmanager_notification_requests_total",
            cancellationToken,
            selector
        );
        var failed = await _stack.Alertmanager.MetricAsync(
            "alertmanager_notification_requests_failed_total",
            cancellationToken,
            selector
        );
        return (requests ?? 0) - (failed ?? 0);
    }

    /// <summary>What was sent until now is not of this announcement.</summary>
    private async Task MarkAsync(CancellationToken cancellationToken)
    {
        _began = DateTimeOffset.UtcNow;
        if (_stack.Inbox is not null)
        {
            _lastInInbox = await ReceivedAsync(cancellationToken) is [var newest, ..] ? newest.Id : _lastInInbox;
        }

        _requestsBefore = [];
        foreach (var channel in _stack.Known.Channels)
        {
            _requestsBefore[channel.Name] = await RequestsAsync(channel.Name, cancellationToken);
        }
    }

    /// <summary>The alert as Alertmanager knows it, with the receivers of its routes.</summary>
    private async Task<Alert> KnownAsync(CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < 50; tries++)
        {
            if (
                await _stack.Alertmanager.AlertsAsync(cancellationToken, $"instance=\"{_alert.Labels["instance"]}\"")
                is [var alert]
            )
            {
                return alert;
            }

            await Task.Delay(Period, cancellationToken);
        }

        throw new OperationException("Alertmanager took the test alert and does not show it: read its log.");
    }
}
