using Aspire.Hosting.Testing;

namespace MueJam.Tests.Notifications;

/// <summary>The way from Prometheus through Alertmanager to a dead-man's switch.</summary>
[Collection(StackCollection.Name)]
public sealed class WatchdogTests(StackFixture stack)
{
    [Fact]
    public async Task The_dead_mans_switch_is_called_and_no_one_is_told()
    {
        using var inbox = stack.App.CreateHttpClient("inbox", "http");
        await Eventually.GetAsync(
            async token => (await inbox.JsonAsync("/api/watchdog", token))["last_heard_at"]?.GetValue<DateTimeOffset>(),
            heard => heard is not null,
            TimeSpan.FromMinutes(2)
        );
        Assert.DoesNotContain(
            "Watchdog",
            await inbox.GetStringAsync(new Uri("/api/notifications", UriKind.Relative)),
            StringComparison.Ordinal
        );
    }
}
