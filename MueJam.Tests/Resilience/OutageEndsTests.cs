using System.Diagnostics;
using System.Net;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Resilience;

/// <summary>The return of the primary after an outage.</summary>
[Collection(StackCollection.Name)]
public sealed class OutageEndsTests(StackFixture stack)
{
    [Fact]
    public async Task Writes_are_taken_again_as_soon_as_health_says_so_and_health_does_not_flap()
    {
        const int Refused = 30;
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        using var author = LibraryClient.NewUser(stack);
        using var api = stack.App.CreateHttpClient("api", "http");
        await author.PostStoryAsync();
        var returns = await ReturnsAsync();
        await stack.StopAsync("postgres", timeout.Token);
        var stopped = Stopwatch.StartNew();
        try
        {
            await Eventually.GetAsync(
                token => PostAsync(author, token),
                status => status == HttpStatusCode.ServiceUnavailable
            );
            for (var i = 0; i < Refused; i++)
            {
                // Enough to open the circuit, and to be refused by it.
                Assert.Equal(HttpStatusCode.ServiceUnavailable, await PostAsync(author, timeout.Token));
            }
        }
        finally
        {
            await stack.App.ResourceCommands.ExecuteCommandAsync(
                "postgres",
                KnownResourceCommands.StartCommand,
                timeout.Token
            );
        }

        Assert.True(stopped.Elapsed < TimeSpan.FromSeconds(25), "The circuit would have closed by itself");
        await Eventually.GetAsync(
            token => api.GetAsync("/health", token),
            health => health.StatusCode == HttpStatusCode.OK
        );
        var clock = Stopwatch.StartNew();
        Assert.Equal(HttpStatusCode.Created, await PostAsync(author, timeout.Token));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), $"{clock.Elapsed}");

        // The refusals are still within the minute that the circuit looks at.
        for (var i = 0; i < Refused; i++)
        {
            using var health = await api.GetAsync("/health");
            Assert.Equal(HttpStatusCode.OK, health.StatusCode);
            Assert.Equal(HttpStatusCode.Created, await PostAsync(author, timeout.Token));
        }

        // Each return empties the pool: there was one.
        Assert.Equal(returns + 1, await ReturnsAsync());
        await stack.HealthyAsync("postgres", timeout.Token);
        await stack.NoticedAsync();
    }

    private async Task<int> ReturnsAsync() =>
        (await stack.LogAsync("api")).Count(line =>
            line.Contains("The primary answers again", StringComparison.Ordinal)
        );

    private static async Task<HttpStatusCode> PostAsync(LibraryClient author, CancellationToken cancellationToken)
    {
        var story = new { slug = LibraryClient.NewSlug("back"), title = "T" };
        using var answer = await author.SendAsync(HttpMethod.Post, "/v1/stories", story, cancellationToken);
        return answer.StatusCode;
    }
}
