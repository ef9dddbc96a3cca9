using System.Globalization;
using System.Runtime.CompilerServices;
using MueJam.Operations.Reloading;
using MueJam.Operations.Servers;
using MueJam.Operations.Silences;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Doctor;

/// <summary>From Alertmanager to people.</summary>
internal static class NotificationChecks
{
    /// <summary>What caused older failures may be gone.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    /// <summary>What findings are about, where that is no resource.</summary>
    private const string Templates = "templates";

    private const string Failed = "alertmanager_notifications_failed_total";

    public static async IAsyncEnumerable<Finding> RunAsync(
        OperatedStack stack,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var known = stack.Known;
        IReadOnlyList<Alert>? alerts = null;
        yield return await Probe.Async(
            async () => alerts = await stack.Alertmanager.AlertsAsync(cancellationToken),
            _ => new Finding("Alertmanager answers."),
            known.Alertmanager.Resource.Name,
            $"{Advice.Start(known.Alertmanager.Resource.Name)} A broken alertmanager.yml is named in its log."
        );
        if (alerts is null)
        {
            yield break;
        }

        if (await stack.Alertmanager.MetricAsync("alertmanager_config_last_reload_successful", cancellationToken) is 0)
        {
            yield return new Finding(
                "The last reload of Alertmanager was refused: it runs on an older alertmanager.yml.",
                $"{CommandLine.Of(known.Alertmanager, "reload")} says which line."
            );
        }

        if (AlertmanagerTemplates.Problem(known.AlertmanagerFolder) is { } problem)
        {
            yield return new Finding(
                $"The files of Alertmanager are refused: {problem}",
                "Correct and save them. What ran before goes on; an Alertmanager that starts with them may fail "
                    + "with every message."
            )
            {
                About = Templates,
            };
        }

        foreach (var channel in known.Channels)
        {
            yield return channel.IsReal
                ? new Finding($"{channel.Name} goes to the real service: {channel.CredentialKey} is set.")
                : new Finding($"{channel.Name} goes to the inbox: {channel.CredentialKey} is not set.");
        }

        foreach (var failure in await FailuresAsync(stack, cancellationToken))
        {
            yield return failure;
        }

        foreach (var silence in await HidingAsync(stack, alerts, cancellationToken))
        {
            yield return silence;
        }
    }

    /// <summary>Integrations whose last attempts failed, with Alertmanager's reason.</summary>
    private static async Task<IEnumerable<Finding>> FailuresAsync(
        OperatedStack stack,
        CancellationToken cancellationToken
    )
    {
        // Its counters begin anew with it.
        var started = DateTimeOffset.UnixEpoch.AddSeconds(
            await stack.Alertmanager.MetricAsync("process_start_time_seconds", cancellationToken) ?? 0
        );
        var recent = DateTimeOffset.UtcNow - Recent;
        var lines = await stack.Logs.ProblemsAsync(
            stack.Current(stack.Known.Alertmanager),
            started > recent ? started : recent,
            cancellationToken
        );
        var findings = new List<Finding>();
        var failed = lines.SelectMany(FailedDeliveries.Of).GroupBy(failure => failure.Integration).ToList();
        foreach (var failures in failed)
        {
            if (!await HasRecoveredAsync(stack, failures.Key, failures.Last().At, cancellationToken))
            {
                findings.Add(
                    new Finding(
                        $"Sending by {failures.Key} failed {FailedDeliveries.Count(failures)} times "
                            + $"in the last {Recent.TotalMinutes:0} minutes: {failures.Last().Reason}",
                        Remedy(stack, failures.Key, failures.Last())
                    )
                    {
                        Because = stack.IsInbox(failures.Key)
                            ? [Templates, stack.Known.Inbox!.Resource.Name]
                            : [Templates],
                    }
                );
            }
        }

        return findings.Concat(
            await UnexplainedAsync(stack, [.. failed.Select(failures => failures.Key)], cancellationToken)
        );
    }

    /// <summary>Failures that are counted, and of which the log says nothing.</summary>
    private static async Task<IEnumerable<Finding>> UnexplainedAsync(
        OperatedStack stack,
        IReadOnlyList<string> explained,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var counted = await stack.Prometheus.QueryAsync(
                $"sum by (integration) (increase({Failed}[2m])) > 0",
                cancellationToken
            );
            var findings = new List<Finding>();
            foreach (var integration in counted.Select(sample => sample["integration"]).Except(explained))
            {
                // Of the one that runs: with a start its counters begin anew.
                var label = $"integration=\"{integration}\"";
                if (await stack.Alertmanager.MetricAsync(Failed, cancellationToken, label) > 0)
                {
                    findings.Add(
                        new Finding(
                            $"Sending by {integration} failed within the last two minutes.",
                            $"Read the log of '{stack.Known.Alertmanager.Resource.Name}', "
                                + $"then: {CommandLine.Of(stack.Known.Alertmanager, "test-alert")}"
                        )
                    );
                }
            }

            return findings;
        }
        catch (HttpRequestException)
        {
            // Prometheus is away, which is a finding of its own.
            return [];
        }
    }

    /// <summary>It has sent something since.</summary>
    private static async Task<bool> HasRecoveredAsync(
        OperatedStack stack,
        string integration,
        DateTimeOffset lastFailure,
        CancellationToken cancellationToken
    )
    {
        if (
            stack.IsInbox(integration)
            && await HasArrivedAsync(stack.Inbox!, integration, lastFailure, cancellationToken)
        )
        {
            return true;
        }

        var at = (lastFailure.ToUnixTimeMilliseconds() / 1000.0).ToString(CultureInfo.InvariantCulture);
        try
        {
            return await stack.Prometheus.ValueAsync($"{Sent("")} > {Sent($" @ {at}")}", cancellationToken) is not null;
        }
        catch (HttpRequestException)
        {
            return false;
        }

        string Sent(string when) =>
            $"sum(alertmanager_notification_requests_total{{integration=\"{integration}\"}}{when})"
            + $" - sum(alertmanager_notification_requests_failed_total{{integration=\"{integration}\"}}{when})";
    }

    /// <summary>Without Prometheus, and before its next scrape, the inbox knows.</summary>
    private static async Task<bool> HasArrivedAsync(
        InboxApi inbox,
        string channel,
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (await inbox.ReadAsync(0, cancellationToken)).Any(message =>
                message.Channel == channel && message.ReceivedAt > since
            );
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string Remedy(OperatedStack stack, string integration, FailedDelivery last)
    {
        if (last.IsOfTemplate)
        {
            return $"Correct what the receiver says in {stack.Known.AlertmanagerFolder}, "
                + $"then: {CommandLine.Of(stack.Known.Alertmanager, "reload")}";
        }

        var key = stack.Known.Channels.SingleOrDefault(channel => channel.Name == integration)?.CredentialKey;
        var again = CommandLine.Of(stack.Known.Alertmanager, "test-alert");
        return stack.IsInbox(integration)
            ? $"{Advice.Start(stack.Known.Inbox!.Resource.Name)} Then: {again}"
            : $"Look at {key} in .env and at the service itself; start the AppHost again after a change, then: {again}";
    }

    /// <summary>Silences that hide something that is firing.</summary>
    private static async Task<IEnumerable<Finding>> HidingAsync(
        OperatedStack stack,
        IReadOnlyList<Alert> alerts,
        CancellationToken cancellationToken
    )
    {
        var hidden = alerts.SelectMany(alert => alert.Status.SilencedBy).CountBy(id => id).ToDictionary();
        return (await stack.Alertmanager.SilencesAsync(cancellationToken))
            .Where(silence => hidden.ContainsKey(silence.Id))
            .Select(silence => new Finding(
                $"A silence of {silence.CreatedBy} ({silence.Comment}) hides {Alerts(hidden[silence.Id])} until "
                    + $"{silence.EndsAt:u}.",
                $"If it hides more than it should, end it: {EndSilence.Line(stack, silence.Id)}"
            ));

        static string Alerts(int count) => count == 1 ? "1 alert" : $"{count} alerts";
    }
}
