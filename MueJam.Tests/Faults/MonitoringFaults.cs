namespace MueJam.Tests.Faults;

/// <summary>What watches the others, or carries the messages, fails itself.</summary>
internal static class MonitoringFaults
{
    private const string SlackSetting = "slack_api_url_file:";
    private const string Nowhere = "http://127.0.0.1:9/slack";

    /// <summary>Files that Prometheus and Alertmanager refuse.</summary>
    public static Fault BrokenFiles { get; } =
        new(
            "a rule that cannot be evaluated, a rule file and a route that cannot be read",
            ["PrometheusConfigReloadFailed", "PrometheusRuleEvaluationFailed", "AlertmanagerConfigReloadFailed"],
            BreakFilesAsync
        );

    /// <summary>A channel that takes nothing while there is something to tell.</summary>
    public static Fault UnreachableSlack { get; } =
        new(
            "exporters and Grafana stopped while Slack cannot be reached",
            [
                "RedisExporterDown",
                new("PostgresExporterDown", "instance=\"postgres-replica\""),
                "GrafanaDown",
                "AlertmanagerNotificationsFailed",
            ],
            CutOffSlackAsync
        )
        {
            IsReached = to => !to.StartsWith("slack", StringComparison.Ordinal),
        };

    /// <summary>Nothing can be told meanwhile: it is the dead-man's switch that notices.</summary>
    public static Fault StoppedAlertmanager { get; } =
        new(
            "alertmanager stopped",
            [
                new("AlertmanagerDown", Telling: Telling.Perhaps),
                new("PrometheusNotificationsDropped", Telling: Telling.Perhaps),
            ],
            StopAlertmanagerAsync
        );

    private static async Task<Injection> BreakFilesAsync(FaultStack stack, CancellationToken cancellationToken)
    {
        var (faulty, broken) = (
            stack.ConfigurationFile("prometheus", "alerts/faulty.yml"),
            stack.ConfigurationFile("prometheus", "alerts/unreadable.yml")
        );
        var routes = stack.ConfigurationFile("alertmanager", "alertmanager.yml");
        var original = await File.ReadAllTextAsync(routes, cancellationToken);
        var began = DateTimeOffset.UtcNow;

        // Valid, but several targets match on both sides.
        await File.WriteAllTextAsync(
            faulty,
            "groups: [{ name: faulty, rules: [{ record: faulty, expr: up + on () up }] }]",
            cancellationToken
        );
        Assert.True(await stack.Prometheus.ReloadAsync(cancellationToken));
        await File.WriteAllTextAsync(
            broken,
            "groups: [{ name: unreadable, rules: [{ recrod: unreadable, expr: up }] }]",
            cancellationToken
        );
        Assert.False(await stack.Prometheus.ReloadAsync(cancellationToken));
        await File.WriteAllTextAsync(
            routes,
            original.Replace("- receiver: warning", "- receivr: warning", StringComparison.Ordinal),
            cancellationToken
        );

        return new Injection(
            began,
            async () =>
            {
                File.Delete(faulty);
                File.Delete(broken);
                await stack.Prometheus.ReloadAsync(CancellationToken.None);
                await File.WriteAllTextAsync(routes, original);
            }
        );
    }

    private static async Task<Injection> CutOffSlackAsync(FaultStack stack, CancellationToken cancellationToken)
    {
        var routes = stack.ConfigurationFile("alertmanager", "alertmanager.yml");
        var original = await File.ReadAllTextAsync(routes, cancellationToken);
        string[] stopped = ["redis-exporter", "postgres-replica-exporter", "grafana"];
        string[] missed = ["RedisExporterDown", "PostgresExporterDown", "GrafanaDown"];
        var began = DateTimeOffset.UtcNow;
        await File.WriteAllTextAsync(
            routes,
            original.Replace(
                $"{SlackSetting} /etc/alertmanager-secrets/slack_webhook_url",
                $"slack_api_url: {Nowhere}",
                StringComparison.Ordinal
            ),
            cancellationToken
        );
        await stack.Alertmanager.HasAsync(configuration =>
            !configuration.Contains(SlackSetting, StringComparison.Ordinal)
        );
        await Task.WhenAll(stopped.Select(resource => stack.StopAsync(resource, cancellationToken)));

        return new Injection(
            began,
            async () =>
            {
                await File.WriteAllTextAsync(routes, original);
                await stack.Alertmanager.HasAsync(configuration =>
                    configuration.Contains(SlackSetting, StringComparison.Ordinal)
                );
                // What it missed is made up for; in two messages, when a reload finds some of the alerts before the
                // others.
                await Eventually.GetAsync(
                    stack.Inbox.MessagesAsync,
                    messages =>
                        missed.All(alert =>
                            messages.Any(message => message.To == "slack #alerts" && message.Announces(alert, "firing"))
                        )
                );
                await Task.WhenAll(stopped.Select(resource => stack.StartAsync(resource, CancellationToken.None)));
            }
        );
    }

    private static async Task<Injection> StopAlertmanagerAsync(FaultStack stack, CancellationToken cancellationToken)
    {
        var began = DateTimeOffset.UtcNow;
        await stack.StopAsync("alertmanager", cancellationToken);
        return new Injection(
            began,
            async () =>
            {
                await stack.WatchdogMissedAsync();
                await stack.StartAsync("alertmanager", CancellationToken.None);
                await stack.WatchdogHeardAsync();
            }
        );
    }
}
