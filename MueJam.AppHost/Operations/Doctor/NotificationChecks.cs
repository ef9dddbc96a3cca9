using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace MueJam.AppHost.Operations.Doctor;

/// <summary>From Alertmanager to people.</summary>
internal static class NotificationChecks
{
    /// <summary>Older failures may have been mended.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    public static async IAsyncEnumerable<Finding> RunAsync(RunningStack stack, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        JsonArray? alerts = null;
        yield return await Probe.Async(
            async () => alerts = await stack.Alertmanager.AlertsAsync(cancellationToken), _ => new Finding("Alertmanager answers."), "Start 'alertmanager' on the page of resources; a broken alertmanager.yml is named in its log.");
        if (alerts is null)
        {
            yield break;
        }

        if (await stack.Alertmanager.MetricAsync("alertmanager_config_last_reload_successful", cancellationToken) is 0)
        {
            yield return new Finding("The last reload of Alertmanager was refused: it runs on an older alertmanager.yml.", "ops reload says which line.");
        }

        foreach (var channel in NotificationChannel.All)
        {
            yield return stack.IsInbox(channel.Name)
                ? new Finding($"{channel.Name} goes to the inbox: {channel.CredentialKey} is not set.")
                : new Finding($"{channel.Name} goes to the real service: {channel.CredentialKey} is set.");
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
    private static async Task<IEnumerable<Finding>> FailuresAsync(RunningStack stack, CancellationToken cancellationToken)
    {
        // Its counters begin anew with it.
        var started = DateTimeOffset.UnixEpoch.AddSeconds(await stack.Alertmanager.MetricAsync("process_start_time_seconds", cancellationToken) ?? 0);
        var recent = DateTimeOffset.UtcNow - Recent;
        var lines = await stack.Logs.ProblemsAsync(stack.Resource("alertmanager"), started > recent ? started : recent, cancellationToken);
        var findings = new List<Finding>();
        foreach (var failures in lines.Where(line => ResourceLogs.Value(line, "integration") is not null).GroupBy(line => ResourceLogs.Value(line, "integration")!.Split('[')[0]))
        {
            if (!await HasRecoveredAsync(stack, failures.Key, ResourceLogs.Time(failures.Last())!.Value, cancellationToken))
            {
                findings.Add(new Finding(
                    $"Sending by {failures.Key} failed {failures.Count()} times in the last {Recent.TotalMinutes:0} minutes: {ResourceLogs.Value(failures.Last(), "err") ?? failures.Last()}",
                    Remedy(stack, failures.Key)));
            }
        }

        return findings;
    }

    /// <summary>It has sent something since.</summary>
    private static async Task<bool> HasRecoveredAsync(RunningStack stack, string integration, DateTimeOffset lastFailure, CancellationToken cancellationToken)
    {
        var at = lastFailure.ToUnixTimeMilliseconds() / 1000.0;
        var selector = $"{{integration=\"{integration}\"}}";
        var query = string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"sum(alertmanager_notification_requests_total{selector}) - sum(alertmanager_notification_requests_failed_total{selector}) > sum(alertmanager_notification_requests_total{selector} @ {at}) - sum(alertmanager_notification_requests_failed_total{selector} @ {at})");
        try
        {
            return await stack.Prometheus.ValueAsync(query, cancellationToken) is not null;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string Remedy(RunningStack stack, string integration)
    {
        var key = NotificationChannel.All.SingleOrDefault(channel => channel.Name == integration)?.CredentialKey;
        return stack.IsInbox(integration)
            ? "Start 'inbox' on the page of resources, then: ops test-alert"
            : $"Look at {key} in .env and at the service itself; start the AppHost again after a change, then: ops test-alert";
    }

    /// <summary>Silences that hide something that is firing.</summary>
    private static async Task<IEnumerable<Finding>> HidingAsync(RunningStack stack, JsonArray alerts, CancellationToken cancellationToken)
    {
        var hidden = alerts.SelectMany(alert => alert!["status"]!["silencedBy"]!.AsArray().Select(id => id!.GetValue<string>())).CountBy(id => id).ToDictionary();
        return (await stack.Alertmanager.SilencesAsync(cancellationToken))
            .Where(silence => hidden.ContainsKey(silence!["id"]!.GetValue<string>()))
            .Select(silence => new Finding(
                $"A silence of {silence!["createdBy"]} ({silence["comment"]}) hides {hidden[silence["id"]!.GetValue<string>()]} alerts until {silence["endsAt"]}.",
                $"If it hides more than it should, expire it on http://localhost:9093/#/silences/{silence["id"]}"));
    }
}
