using Aspire.Hosting.Testing;
using MueJam.Tests.Support;

namespace MueJam.Tests.Alerts;

[Collection(StackCollection.Name)]
public sealed class InstanceDownTests(StackFixture stack)
{
    [Theory]
    [InlineData("redis", "RedisInstanceDown")]
    [InlineData("postgres", "DatabaseInstanceDown")]
    [InlineData("api", "ApplicationDown")]
    public async Task A_stopped_instance_is_announced_on_every_channel_and_so_is_its_return(string resource, string alert)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var inbox = stack.App.CreateHttpClient("inbox", "http");

        await stack.StopAsync(resource, timeout.Token);
        try
        {
            await AnnouncedAsync(inbox, alert, "firing");
        }
        finally
        {
            await stack.StartAsync(resource, timeout.Token);
        }

        await AnnouncedAsync(inbox, alert, "resolved");
    }

    private static Task AnnouncedAsync(HttpClient inbox, string alert, string status)
        => Eventually.GetAsync(
            async token => (await inbox.JsonAsync("/api/notifications", token)).AsArray()
                .Where(n => n!["status"]?.GetValue<string>() == status && n["alert_names"]!.AsArray().Any(a => a!.GetValue<string>() == alert))
                .Select(n => n!["channel"]!.GetValue<string>()).Distinct().Order().Aggregate("", (all, one) => $"{all} {one}"),
            channels => channels == " email pagerduty slack");
}
