using System.Text.Json.Nodes;
using static MueJam.Tests.Notifications.KnownAlerts;

namespace MueJam.Tests.Notifications;

/// <summary>What is silenced by what, and what must not be.</summary>
[Collection(StackCollection.Name)]
public sealed class InhibitionTests(AlertsByHand alerts) : IClassFixture<AlertsByHand>, IAsyncLifetime
{
    public Task InitializeAsync() => alerts.ClearAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public Task Critical_silences_its_warning_and_no_other() =>
        SilencesAsync(
            [Latency("critical", "primary")],
            silenced: [Latency("warning", "primary")],
            heard: [Latency("warning", "replica"), SlowQueries, AlertsByHand.Alert("NoSignal", "warning", "database")]
        );

    [Fact]
    public Task Critical_without_a_signal_silences_nothing() =>
        SilencesAsync(
            [AlertsByHand.Alert("NoSignalToo", "critical", "database")],
            silenced: [],
            heard: [AlertsByHand.Alert("NoSignal", "warning", "database")]
        );

    [Fact]
    public Task The_primary_that_is_down_silences_its_symptoms() =>
        SilencesAsync(
            [PrimaryDown],
            silenced:
            [
                Latency("critical", "primary"),
                Pool("replica"),
                Errors,
                SlowQueries,
                Lag,
                LinkDown,
                HitRate,
                Availability,
                PostgresExporterDown,
            ],
            heard: [ReplicaDown, RedisDown, ApplicationDown, RedisMemory, GrafanaDown]
        );

    [Fact]
    public Task The_replica_that_is_down_silences_what_is_about_the_replica_only() =>
        SilencesAsync(
            [ReplicaDown],
            silenced: [Lag, LinkDown, Pool("replica"), Latency("critical", "replica")],
            heard: [Latency("critical", "primary"), Pool("primary"), Errors, SlowQueries, HitRate, Availability]
        );

    [Fact]
    public Task A_replication_link_that_is_down_silences_the_lag() =>
        SilencesAsync([LinkDown], silenced: [Lag], heard: [Errors, Latency("warning", "replica")]);

    [Fact]
    public Task Redis_that_is_down_silences_the_symptoms_of_the_cache() =>
        SilencesAsync(
            [RedisDown],
            silenced: [HitRate, Evictions, RedisMemory, RedisExporterDown],
            heard: [Latency("warning", "primary"), Errors, Availability, PrimaryDown]
        );

    [Fact]
    public Task The_API_that_is_down_silences_all_that_is_computed_from_it() =>
        SilencesAsync(
            [ApplicationDown],
            silenced:
            [
                Latency("critical", "primary"),
                Pool("primary"),
                Errors,
                SlowQueries,
                Lag,
                HitRate,
                Evictions,
                Availability,
            ],
            heard: [PrimaryDown, ReplicaDown, RedisDown, LinkDown, RedisMemory, RedisExporterDown]
        );

    [Fact]
    public Task One_instance_that_is_down_silences_its_own_pools_alone() =>
        SilencesAsync(
            [InstanceDown("api")],
            silenced: [Pool("primary"), Pool("replica")],
            heard: [Pool("primary", "api-2"), Latency("warning", "primary"), Errors, HitRate, Availability]
        );

    [Fact]
    public Task The_one_address_that_is_down_silences_nothing_that_the_instances_say() =>
        SilencesAsync(
            [
                AlertsByHand.Alert(
                    "ApplicationDown",
                    "critical",
                    "application",
                    ("job", "balancer"),
                    ("instance", "balancer"),
                    ("signal", "api-up")
                ),
            ],
            silenced: [],
            heard: [Pool("primary"), Errors, HitRate, Availability]
        );

    [Fact]
    public async Task Instances_that_go_together_are_one_message()
    {
        JsonObject[] all = [InstanceDown("api-2"), InstanceDown("api-3")];
        string[] everyone = [.. EveryAlert.Destinations("warning", "application")];
        // As they fire: what has lasted longer than group_wait is told of at once, one by one.
        Array.ForEach(all, alert => alert["startsAt"] = DateTimeOffset.UtcNow);
        await alerts.PostAsync(all);
        var messages = await alerts.ArrivedAsync("ApplicationInstanceDown", "firing", everyone);
        // The inbox lists each name once; the headline counts.
        Assert.All(
            messages,
            message =>
                Assert.StartsWith($"[FIRING:{all.Length}] ", $"{message.Json["subject"]}", StringComparison.Ordinal)
        );
    }

    [Fact]
    public Task An_exporter_that_is_down_silences_warnings_on_its_last_figures() =>
        SilencesAsync([RedisExporterDown], silenced: [RedisMemory], heard: [HitRate, RedisDown]);

    [Fact]
    public Task An_Alertmanager_that_is_down_silences_that_its_messages_fail() =>
        SilencesAsync(
            [
                AlertsByHand.Alert(
                    "AlertmanagerDown",
                    "critical",
                    "monitoring",
                    ("instance", "alertmanager"),
                    ("signal", "alertmanager-up")
                ),
            ],
            silenced:
            [
                AlertsByHand.Alert(
                    "PrometheusNotificationsDropped",
                    "critical",
                    "monitoring",
                    ("instance", "prometheus"),
                    ("signal", "prometheus-notifications")
                ),
            ],
            heard: [GrafanaDown]
        );

    [Fact]
    public async Task One_incident_with_both_thresholds_passed_is_one_message_per_channel_and_one_when_it_is_over()
    {
        // Names of their own: Alertmanager says once more of an alert of before that it is over.
        JsonObject[] both = [Latency("critical", "primary"), Latency("warning", "primary")];
        (both[0]["labels"]!["alertname"], both[1]["labels"]!["alertname"]) = ("PastBoth", "PastOne");
        string[] everyone = [.. EveryAlert.Destinations("critical", "database")];
        await alerts.PostAsync(both);
        await alerts.ArrivedAsync("PastBoth", "firing", everyone);
        await alerts.ResolveAsync(both);
        var messages = await alerts.ArrivedAsync("PastBoth", "resolved", everyone);

        Assert.Equal(
            everyone.SelectMany(to => new[] { $"{to} firing", $"{to} resolved" }).Order(),
            messages.Select(message => $"{message.To} {message.Status}").Order()
        );
        Assert.DoesNotContain(
            messages,
            message => message.Json.ToJsonString().Contains("PastOne", StringComparison.Ordinal)
        );
    }

    /// <summary>What was never announced is not announced as over either.</summary>
    [Fact]
    public async Task The_end_of_a_cause_names_nobody_whom_it_had_silenced()
    {
        string[] everyone = [.. EveryAlert.Destinations("critical", "cache")];
        var effect = AlertsByHand.Alert("OfTheCause", "critical", "cache", ("signal", "cache-hit-rate"));
        await alerts.PostAsync(RedisDown, effect);
        await alerts.ArrivedAsync("RedisInstanceDown", "firing", everyone);
        await StateAsync([effect], "suppressed");
        await alerts.ResolveAsync(RedisDown, effect);
        var messages = await alerts.ArrivedAsync("RedisInstanceDown", "resolved", everyone);

        Assert.All(
            messages.Where(message => message.Announces("RedisInstanceDown", "resolved")),
            message => Assert.Single(message.Alerts)
        );
        Assert.DoesNotContain(
            messages,
            message => message.Json.ToJsonString().Contains("OfTheCause", StringComparison.Ordinal)
        );
    }

    private async Task SilencesAsync(JsonObject[] causes, JsonObject[] silenced, JsonObject[] heard)
    {
        await alerts.PostAsync([.. causes, .. silenced]);
        await StateAsync(silenced, "suppressed");
        await StateAsync(causes, "active");
        // One by one: what is to be heard may silence others of it.
        foreach (var alert in heard)
        {
            await alerts.PostAsync(alert);
            await StateAsync([alert], "active");
            await alerts.ResolveAsync(alert);
        }
    }

    private Task StateAsync(JsonObject[] expected, string state) =>
        Eventually.GetAsync(
            async token =>
            {
                var all = (await alerts.Alertmanager.JsonAsync("/api/v2/alerts", token)).AsArray();
                return expected
                    .Select(alert => all.SingleOrDefault(one => JsonNode.DeepEquals(one!["labels"], alert["labels"])))
                    .ToList();
            },
            found => found.All(alert => alert?["status"]!["state"]!.GetValue<string>() == state),
            TimeSpan.FromSeconds(20),
            $"{string.Join(", ", expected.Select(alert => alert["labels"]!["alertname"]))}: {state}"
        );
}
