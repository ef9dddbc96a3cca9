using System.Text.RegularExpressions;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Telemetry;

/// <summary>A cache that is away is no news at every request for health.</summary>
[Collection(StackCollection.Name)]
public sealed class HealthLogTests(StackFixture stack)
{
    private const string WellAgain = "The cache is well again";

    [Fact]
    public async Task A_lost_cache_and_its_return_are_logged_once_each()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var api = stack.App.CreateHttpClient("api", "http");
        // Whatever an earlier test stopped is back, and that is logged.
        await stack.NoticedAsync();
        var before = await Eventually.GetAsync(
            async _ => await LinesAsync(),
            lines => lines.Count == 0 || lines[^1].Contains(WellAgain, StringComparison.Ordinal)
        );
        await stack.StopAsync("redis", timeout.Token);
        try
        {
            await Eventually.GetAsync(async _ => await LinesAsync(), lines => lines.Count > before.Count);
            for (var i = 0; i < 20; i++)
            {
                Assert.Equal("Degraded", $"{(await api.JsonAsync("/health", timeout.Token))["status"]}");
            }
        }
        finally
        {
            await stack.StartAsync("redis", timeout.Token);
        }

        var after = await Eventually.GetAsync(async _ => await LinesAsync(), lines => lines.Count > before.Count + 1);
        Assert.Collection(
            after.Skip(before.Count),
            line => Assert.Contains("The cache is Degraded", line, StringComparison.Ordinal),
            line => Assert.Contains(WellAgain, line, StringComparison.Ordinal)
        );
        // The client would say so twice a second.
        Assert.DoesNotContain(
            await stack.LogAsync("api"),
            line => line.Contains(" StackExchange.Redis", StringComparison.Ordinal)
        );
    }

    private async Task<IReadOnlyList<string>> LinesAsync() =>
        [.. (await stack.LogAsync("api")).Where(line => Regex.IsMatch(line, "The cache is "))];
}
