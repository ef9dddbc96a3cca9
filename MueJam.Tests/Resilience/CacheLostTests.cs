using System.Globalization;
using System.Net;
using Aspire.Hosting.Testing;
using StackExchange.Redis;

namespace MueJam.Tests.Resilience;

[Collection(StackCollection.Name)]
public sealed class CacheLostTests(StackFixture stack)
{
    [Fact]
    public async Task Redis_stopped_under_load_costs_no_request_and_comes_back_by_itself()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var author = LibraryClient.NewUser(stack);
        using var anyone = LibraryClient.Anonymous(stack);
        var slugs = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            slugs.Add(await author.PostStoryAsync("load"));
        }

        var writes = new AcknowledgedWrites(author);
        await using var load = new Load(
            4,
            worker =>
            {
                // Mostly read, now and then changed: so that the cache is asked, filled and invalidated.
                var slug = slugs[Random.Shared.Next(slugs.Count)];
                return (worker == 0 ? Random.Shared.Next(20) : 2) switch
                {
                    0 => author.SendAsync(
                        HttpMethod.Patch,
                        $"/v1/stories/{slug}",
                        new { blurb = $"{Random.Shared.Next()}" }
                    ),
                    1 => writes.PostAsync(),
                    _ => anyone.SendAsync(HttpMethod.Get, $"/v1/stories/{slug}"),
                };
            }
        );
        await load.MoreAsync(500);
        await stack.StopAsync("redis", timeout.Token);
        await load.MoreAsync(500);
        using (var api = stack.App.CreateHttpClient("api", "http"))
        {
            // A degraded API is in service: 200.
            Assert.Equal(
                "Degraded",
                (await api.JsonAsync("/health"))["checks"]!["cache"]!["status"]!.GetValue<string>()
            );
        }

        // Never wrong: a change is read at once without Redis, too.
        await author.JsonAsync(HttpMethod.Patch, $"/v1/stories/{slugs[0]}", new { title = "Without Redis" });
        Assert.Equal("Without Redis", (await anyone.GetAsync($"/v1/stories/{slugs[0]}"))["title"]!.GetValue<string>());

        await stack.StartAsync("redis", timeout.Token);
        await AskedAgainAsync(anyone);

        NoneFailedOrWaited(await load.StopAsync());
        await writes.NoneIsLostAsync(stack);
    }

    [Fact]
    public async Task Redis_that_hangs_costs_no_request_and_holds_none_up()
    {
        using var author = LibraryClient.NewUser(stack);
        using var anyone = LibraryClient.Anonymous(stack);
        var slug = await author.PostStoryAsync("hang");
        using var redis = await ConnectionMultiplexer.ConnectAsync(
            $"{await stack.ServerConnectionStringAsync("redis")},allowAdmin=true"
        );
        // Nobody has asked for these before: neither memory nor Redis has them.
        await using var load = new Load(
            4,
            worker =>
                worker == 0
                    ? author.SendAsync(
                        HttpMethod.Patch,
                        $"/v1/stories/{slug}",
                        new { blurb = $"{Random.Shared.Next()}" }
                    )
                    : anyone.SendAsync(HttpMethod.Get, $"/v1/stories?tag={Guid.NewGuid():N}")
        );
        await load.MoreAsync(200);
        await redis.GetServers().Single().ExecuteAsync("CLIENT", "PAUSE", "3000", "ALL");
        await load.MoreAsync(500);
        await redis.GetDatabase().PingAsync();

        var before = await L2LookupsAsync();
        await Eventually.GetAsync(
            _ => L2LookupsAsync(),
            lookups => lookups > before,
            TimeSpan.FromSeconds(5),
            "reads ask Redis again"
        );
        NoneFailedOrWaited(await load.StopAsync());
    }

    [Fact]
    public async Task Connections_to_Redis_that_are_cut_again_and_again_cost_no_request()
    {
        using var author = LibraryClient.NewUser(stack);
        using var anyone = LibraryClient.Anonymous(stack);
        var slug = await author.PostStoryAsync("cut");
        using var redis = await ConnectionMultiplexer.ConnectAsync(
            $"{await stack.ServerConnectionStringAsync("redis")},allowAdmin=true"
        );
        var server = redis.GetServers().Single();
        await using var load = new Load(
            8,
            worker =>
                worker == 0
                    ? author.SendAsync(
                        HttpMethod.Patch,
                        $"/v1/stories/{slug}",
                        new { blurb = $"{Random.Shared.Next()}" }
                    )
                    : anyone.SendAsync(HttpMethod.Get, $"/v1/stories?tag={Guid.NewGuid():N}")
        );
        for (var cut = 0; cut < 20; cut++)
        {
            var before = await L2LookupsAsync();
            await Eventually.GetAsync(
                _ => L2LookupsAsync(),
                lookups => lookups > before,
                TimeSpan.FromSeconds(5),
                "reads ask Redis again"
            );
            await server.ExecuteAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            await load.MoreAsync(20);
        }

        NoneFailedOrWaited(await load.StopAsync());
    }

    private static void NoneFailedOrWaited(IReadOnlyCollection<Load.Answer> answers)
    {
        Assert.All(
            answers,
            answer => Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.Created, $"{answer.Status}")
        );
        var p99 = answers.Select(answer => answer.Time).Order().ElementAt((int)(answers.Count * 0.99));
        Assert.True(
            p99 < TimeSpan.FromMilliseconds(250),
            $"p99 of {answers.Count} requests: {p99.TotalMilliseconds:0} ms"
        );
    }

    [Fact]
    public async Task Without_Redis_a_read_does_not_pay_for_exceptions()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var author = LibraryClient.NewUser(stack);
        using var anyone = LibraryClient.Anonymous(stack);
        var slugs = new List<string>();
        for (var i = 0; i < 40; i++)
        {
            slugs.Add(await author.PostStoryAsync("without"));
        }

        await stack.StopAsync("redis", timeout.Token);
        await anyone.GetAsync("/v1/discover/new");
        var before = await RedisExceptionsAsync();
        foreach (var slug in slugs)
        {
            await anyone.GetAsync($"/v1/stories/{slug}");
        }

        // Health and what waits for Redis's return try it now and then.
        var thrown = await RedisExceptionsAsync() - before;
        await stack.StartAsync("redis", timeout.Token);
        Assert.True(thrown < slugs.Count / 2, $"{thrown} exceptions for {slugs.Count} reads");
        await AskedAgainAsync(anyone);
    }

    private async Task AskedAgainAsync(LibraryClient anyone)
    {
        var before = await L2LookupsAsync();
        await Eventually.GetAsync(
            async token =>
            {
                // What does not exist is never in memory.
                await anyone.SendAsync(
                    HttpMethod.Get,
                    $"/v1/stories/nowhere-{Guid.NewGuid():N}",
                    cancellationToken: token
                );
                return await L2LookupsAsync();
            },
            lookups => lookups > before,
            TimeSpan.FromSeconds(5),
            "reads ask Redis again"
        );
    }

    private async Task<double> RedisExceptionsAsync()
    {
        using var api = stack.App.CreateHttpClient("api", "http");
        var lines = (await api.GetStringAsync("/metrics")).Split('\n');
        return lines
            .Where(line => line.StartsWith("dotnet_exceptions_total{error_type=\"Redis", StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    private async Task<long> L2LookupsAsync()
    {
        using var api = stack.App.CreateHttpClient("api", "http");
        var level = (await api.JsonAsync("/metrics/json"))["cache"]!["l2"]!;
        return level["hits"]!.GetValue<long>() + level["misses"]!.GetValue<long>();
    }
}
