using System.Text.Json.Nodes;

namespace MueJam.Tests.Notifications;

/// <summary>An incident is one message in each channel.</summary>
[Collection(StackCollection.Name)]
public sealed class GroupingTests(AlertsByHand alerts) : IClassFixture<AlertsByHand>, IAsyncLifetime
{
    public Task InitializeAsync() => alerts.ClearAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Twenty_alerts_of_one_incident_are_one_message_per_channel()
    {
        // Nobody else's component: a group that another test has left would send at its next tick, perhaps between two
        // of the twenty.
        string[] everyone = [.. EveryAlert.Destinations("critical", "incident")];
        JsonObject[] incident =
        [
            .. Enumerable
                .Range(1, 20)
                .Select(n => AlertsByHand.Alert($"Symptom{n}", "critical", "incident", ("instance", $"server-{n}"))),
        ];
        foreach (var alert in incident)
        {
            // As an alert is posted that fires now: only then do all wait for one another.
            alert["startsAt"] = DateTimeOffset.UtcNow;
        }

        await alerts.PostAsync(incident);
        await alerts.ArrivedAsync("Symptom20", "firing", everyone);
        await alerts.ResolveAsync(incident);
        var messages = await alerts.ArrivedAsync("Symptom20", "resolved", everyone);

        Assert.Equal(
            everyone.Order(),
            messages.Where(message => message.Status == "firing").Select(message => message.To).Order()
        );
        Assert.Equal(
            everyone.Order(),
            messages.Where(message => message.Status == "resolved").Select(message => message.To).Order()
        );
        Assert.All(messages, message => Assert.Equal(20, message.Alerts.Count));
    }

    [Fact]
    public async Task A_database_that_is_down_is_a_page_of_its_own_while_another_is_open()
    {
        var symptom = AlertsByHand.Alert(
            "CriticalReplicationLag",
            "critical",
            "database",
            ("signal", "replication-lag"),
            ("replica", "postgres-replica")
        );
        var cause = AlertsByHand.Alert(
            "DatabaseInstanceDown",
            "critical",
            "database",
            ("signal", "database-up"),
            ("instance", "postgres")
        );
        await alerts.PostAsync(symptom);
        await alerts.ArrivedAsync("CriticalReplicationLag", "firing", "pagerduty PagerDuty");
        await alerts.PostAsync(cause);
        var messages = await alerts.ArrivedAsync("DatabaseInstanceDown", "firing", "pagerduty PagerDuty");

        Assert.Equal(
            2,
            messages
                .Where(message => message.To.StartsWith("pagerduty", StringComparison.Ordinal))
                .Select(message => message.Json["pager_duty"]!["dedup_key"]!.GetValue<string>())
                .Distinct()
                .Count()
        );
    }

    [Fact]
    public async Task A_resolved_page_closes_the_incident_that_it_opened()
    {
        var alert = AlertsByHand.Alert("ClosedAgain", "critical", "cache", ("signal", "cache-hit-rate"));
        await alerts.PostAsync(alert);
        await alerts.ArrivedAsync("ClosedAgain", "firing", "pagerduty PagerDuty");
        await alerts.ResolveAsync(alert);
        var messages = await alerts.ArrivedAsync("ClosedAgain", "resolved", "pagerduty PagerDuty");

        var pages = messages
            .Where(message => message.To == "pagerduty PagerDuty")
            .Select(message => message.Json["pager_duty"]!)
            .ToList();
        Assert.Equal(["trigger", "resolve"], pages.Select(page => page["event_action"]!.GetValue<string>()));
        Assert.Single(pages.Select(page => page["dedup_key"]!.GetValue<string>()).Distinct());
    }
}
