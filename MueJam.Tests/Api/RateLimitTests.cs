using System.Net;
using System.Net.Http.Json;

namespace MueJam.Tests.Api;

[Collection(StackCollection.Name)]
public sealed class RateLimitTests(StackFixture stack)
{
    [Fact]
    public async Task The_eleventh_whisper_of_a_minute_is_refused_for_its_user_alone()
    {
        using var user = LibraryClient.NewUser(stack);
        using var other = LibraryClient.NewUser(stack);
        for (var i = 0; i < 10; i++)
        {
            await user.JsonAsync(HttpMethod.Post, "/v1/whispers", new { body = $"{i}" }, HttpStatusCode.Created);
        }

        using var refused = await user.SendAsync(HttpMethod.Post, "/v1/whispers", new { body = "10" });
        await LibraryClient.IsProblemAsync(refused, HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));
        await other.JsonAsync(HttpMethod.Post, "/v1/whispers", new { body = "mine" }, HttpStatusCode.Created);
        Assert.NotNull(await user.GetAsync("/v1/whispers"));
    }

    [Fact]
    public async Task Instances_share_a_limit_and_health_and_metrics_have_none()
    {
        var setting = ("RateLimits__ReadsPerMinute", "30");
        await using var first = await ApiProcess.StartAsync(stack, setting);
        await using var second = await ApiProcess.StartAsync(stack, setting);
        // The first calls, while code is still compiled, may take longer than an instance waits for Redis.
        using var early = LibraryClient.NewUser(stack);
        first.LogIn(early.Handle!);
        second.LogIn(early.Handle!);
        for (var i = 0; i < 10; i++)
        {
            Assert.NotNull(await (i % 2 == 0 ? first : second).Client.GetStringAsync("/v1/discover/new"));
        }

        // A machine so busy that Redis answers too late has each instance count for itself: then it is tried again.
        var answers = await Eventually.GetAsync(
            async _ =>
            {
                // Not anonymous: other tests have the address of this one.
                using var user = LibraryClient.NewUser(stack);
                first.LogIn(user.Handle!);
                second.LogIn(user.Handle!);
                return await Task.WhenAll(
                    Enumerable
                        .Range(0, 100)
                        .Select(i => (i % 2 == 0 ? first : second).Client.GetAsync("/v1/discover/new"))
                );
            },
            // What a window before took counts too: never more.
            all => all.Count(answer => answer.StatusCode == HttpStatusCode.OK) is >= 1 and <= 30
        );
        Assert.All(
            answers,
            answer => Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests)
        );
        Assert.All(
            answers.Where(a => a.StatusCode == HttpStatusCode.TooManyRequests),
            a => Assert.True(a.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1))
        );
        foreach (var path in (string[])["/health", "/alive", "/metrics", "/metrics/json"])
        {
            using var answer = await first.Client.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task By_default_a_user_writes_a_hundred_times_and_reads_a_thousand_times_a_minute()
    {
        await using var api = await ApiProcess.StartAsync(stack, ("RateLimits__ReadsPerMinute", "1000"));
        // Not anonymous: other tests have the address of this one.
        using var user = LibraryClient.NewUser(stack);
        api.LogIn(user.Handle!);
        var read = await StatusesAsync(1100, () => api.Client.GetAsync("/v1/discover/new"));
        var written = await StatusesAsync(
            120,
            () => api.Client.PutAsJsonAsync("/v1/me/profile", new { bio = "Writes." })
        );

        // A minute may turn in between: what was left of it counts then.
        Assert.InRange(read.Count(status => status == HttpStatusCode.OK), 1000, 1090);
        Assert.Contains(HttpStatusCode.TooManyRequests, read);
        Assert.InRange(written.Count(status => status == HttpStatusCode.OK), 100, 102);
        Assert.Contains(HttpStatusCode.TooManyRequests, written);
    }

    [Fact]
    public async Task Without_Redis_the_limit_holds_in_each_instance()
    {
        using var user = LibraryClient.NewUser(stack);
        await using var alone = await ApiProcess.StartAsync(
            stack,
            ("RateLimits__ReadsPerMinute", "20"),
            ("ConnectionStrings__redis", "127.0.0.1:1,abortConnect=false")
        );
        alone.LogIn(user.Handle!);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => alone.Client.GetAsync("/v1/discover/new"))
        );
        // A minute may turn in between.
        Assert.InRange(answers.Count(answer => answer.StatusCode == HttpStatusCode.OK), 20, 40);
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
    }

    private static async Task<List<HttpStatusCode>> StatusesAsync(int requests, Func<Task<HttpResponseMessage>> send)
    {
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < requests; i++)
        {
            using var answer = await send();
            statuses.Add(answer.StatusCode);
        }

        return statuses;
    }
}
