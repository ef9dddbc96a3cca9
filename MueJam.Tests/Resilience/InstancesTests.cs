using System.Net;
using System.Net.Http.Json;

namespace MueJam.Tests.Resilience;

/// <summary>What a second instance on the same servers sees.</summary>
[Collection(StackCollection.Name)]
public sealed class InstancesTests(StackFixture stack)
{
    [Fact]
    public async Task A_write_is_seen_by_every_instance_whatever_it_has_in_memory()
    {
        await using var second = await ApiProcess.StartAsync(stack);
        using var author = LibraryClient.NewUser(stack);
        var slug = await author.PostStoryAsync();
        for (var i = 0; i < 5; i++)
        {
            Assert.NotNull(await second.Client.JsonAsync($"/v1/stories/{slug}"));
            await author.JsonAsync(HttpMethod.Patch, $"/v1/stories/{slug}", new { title = $"Title {i}" });
            // Other instances come and go beside this test: one may have been waited for in vain.
            await Eventually.GetAsync(
                token => second.Client.JsonAsync($"/v1/stories/{slug}", token),
                story => story["title"]!.GetValue<string>() == $"Title {i}",
                TimeSpan.FromSeconds(2)
            );
        }
    }

    [Fact]
    public async Task Metrics_can_have_a_port_of_their_own()
    {
        using var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        await using var second = await ApiProcess.StartAsync(stack, ("Metrics__Port", $"{port}"));
        using var management = new HttpClient
        {
            BaseAddress = new UriBuilder(second.Client.BaseAddress!) { Port = port }.Uri,
        };

        Assert.Contains("db_query_count", await management.GetStringAsync("/metrics"), StringComparison.Ordinal);
        Assert.NotNull(await management.JsonAsync("/metrics/json"));
        using var forged = new HttpRequestMessage(HttpMethod.Get, "/metrics")
        {
            Headers = { Host = $"127.0.0.1:{port}" },
        };
        using var refused = await second.Client.SendAsync(forged);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        using var alive = await second.Client.GetAsync("/alive");
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    [Fact]
    public async Task Metrics_are_limited_by_a_policy_of_their_own()
    {
        await using var second = await ApiProcess.StartAsync(stack, ("Metrics__RequestsPerMinute", "5"));
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 7; i++)
        {
            using var answer = await second.Client.GetAsync("/metrics/json");
            answers.Add(answer.StatusCode);
        }

        Assert.Equal(5, answers.Count(status => status == HttpStatusCode.OK));
        Assert.Equal(2, answers.Count(status => status == HttpStatusCode.TooManyRequests));
        using var story = await second.Client.GetAsync("/v1/discover/new");
        Assert.Equal(HttpStatusCode.OK, story.StatusCode);
    }

    [Fact]
    public async Task Whoever_has_the_login_of_metrics_has_a_quota_that_nobody_else_of_its_address_uses_up()
    {
        await using var second = await ApiProcess.StartAsync(
            stack,
            ("Metrics__RequestsPerMinute", "5"),
            ("Metrics__Password", "of-the-scraper")
        );
        Assert.Equal(
            (5, 0, 5),
            (await AnswersAsync(null), await AnswersAsync("of-somebody"), await AnswersAsync("of-the-scraper"))
        );

        // Of seven requests, how many are answered.
        async Task<int> AnswersAsync(string? password)
        {
            second.Client.DefaultRequestHeaders.Authorization = password is null
                ? null
                : GrafanaClient.Login("metrics", password);
            var answered = 0;
            for (var i = 0; i < 7; i++)
            {
                using var answer = await second.Client.GetAsync("/metrics");
                answered += answer.StatusCode == HttpStatusCode.OK ? 1 : 0;
            }

            return answered;
        }
    }

    [Fact]
    public async Task A_pool_that_runs_out_answers_503_and_does_not_pile_up()
    {
        await using var second = await ApiProcess.StartAsync(
            stack,
            ("Database__MaxPoolSize", "5"),
            ("Database__QueueLimit", "2"),
            ("Database__QueueTimeout", "00:00:01")
        );
        using var author = LibraryClient.NewUser(stack);
        var slug = await author.PostStoryAsync();
        second.LogIn(author.Handle!);

        await using var locker = await Database.OpenAsync(stack, "postgres", "muejam_library");
        await locker.ScalarAsync<object>("BEGIN");
        await locker.ScalarAsync<object>("SELECT 1 FROM stories WHERE slug = $1 FOR UPDATE", slug);
        var held = Enumerable
            .Range(0, 10)
            .Select(i => second.Client.PatchAsJsonAsync($"/v1/stories/{slug}", new { title = $"{i}" }))
            .ToList();
        // Five have connections, two wait in the queue until their time is over, the others are refused at once.
        var refused = new List<HttpResponseMessage>();
        while (refused.Count < 5)
        {
            var answer = await Task.WhenAny(held);
            held.Remove(answer);
            refused.Add(await answer);
        }

        foreach (var answer in refused)
        {
            await LibraryClient.IsProblemAsync(answer, HttpStatusCode.ServiceUnavailable, "database_busy");
            Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter!.Delta);
        }

        // All of them: what the alerts on the pool are about can be reached.
        var pools = (await second.Client.JsonAsync("/metrics/json", CancellationToken.None))["database"]![
            "pools"
        ]!.AsArray();
        Assert.Equal(
            100,
            pools.Single(pool => pool!["name"]!.GetValue<string>() == "primary")![
                "utilization_percent"
            ]!.GetValue<double>()
        );

        await locker.ScalarAsync<object>("COMMIT");
        Assert.All(await Task.WhenAll(held), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }
}
