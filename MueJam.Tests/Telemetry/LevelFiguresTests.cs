using System.Globalization;
using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;
using StackExchange.Redis;

namespace MueJam.Tests.Telemetry;

/// <summary>The figures of each level of the cache, held against those of Redis.</summary>
[Collection(StackCollection.Name)]
public sealed class LevelFiguresTests(StackFixture stack) : IDisposable
{
    private readonly HttpClient _api = stack.App.CreateHttpClient("api", "http");

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task Hits_are_told_by_level_and_agree_with_Redis()
    {
        const int Reads = 10;
        await using var second = await ApiProcess.StartAsync(stack);
        using var redis = await ConnectionMultiplexer.ConnectAsync(
            $"{await stack.ServerConnectionStringAsync("redis")},allowAdmin=true"
        );
        while (true)
        {
            // Lists that nobody has asked for; the first one brings the time of their tag, and a lease of the rate
            // limiter's.
            var tag = $"t{Guid.NewGuid():N}"[..20];
            foreach (var api in (HttpClient[])[_api, second.Client])
            {
                await api.GetStringAsync($"/v1/stories?tag={tag}&page_size=100");
            }

            async Task ReadAsync(HttpClient api)
            {
                for (var size = 1; size <= Reads; size++)
                {
                    await api.GetStringAsync($"/v1/stories?tag={tag}&page_size={size}");
                }
            }

            var missed = await GrownAsync(_api, redis, ReadAsync);
            // The other instance finds in Redis what the first put there, and then in its memory.
            await Eventually.GetAsync(
                _ => Task.FromResult(redis.GetServers().Single().Keys(pattern: $"*{tag}").Count()),
                entries => entries == Reads + 1
            );
            var found = await GrownAsync(second.Client, redis, ReadAsync);
            var remembered = await GrownAsync(second.Client, redis, ReadAsync);
            if (missed.IsDisturbed || found.IsDisturbed || remembered.IsDisturbed)
            {
                continue;
            }

            Assert.Equal(
                (new Grown(0, Reads, L1Hits: 0, L1Misses: Reads, L2Hits: 0, L2Misses: Reads), 0, Reads),
                (missed.Cache, missed.RedisHits, missed.RedisMisses)
            );
            Assert.Equal(
                (new Grown(Reads, 0, L1Hits: 0, L1Misses: Reads, L2Hits: Reads, L2Misses: 0), Reads, 0),
                (found.Cache, found.RedisHits, found.RedisMisses)
            );
            Assert.Equal(
                (new Grown(Reads, 0, L1Hits: Reads, L1Misses: 0, L2Hits: 0, L2Misses: 0), 0, 0),
                (remembered.Cache, remembered.RedisHits, remembered.RedisMisses)
            );
            return;
        }
    }

    /// <summary>What reads add to an instance's counters and to those of Redis.</summary>
    private static async Task<(Grown Cache, long RedisHits, long RedisMisses, bool IsDisturbed)> GrownAsync(
        HttpClient api,
        ConnectionMultiplexer redis,
        Func<HttpClient, Task> read
    )
    {
        var (before, redisBefore) = ((await api.JsonAsync("/metrics/json"))["cache"]!, await KeyspaceAsync(redis));
        await read(api);
        var (after, redisAfter) = ((await api.JsonAsync("/metrics/json"))["cache"]!, await KeyspaceAsync(redis));
        long By(string level, string name) => Value(after, level, name) - Value(before, level, name);
        return (
            new Grown(
                By("", "hits"),
                By("", "misses"),
                By("l1", "hits"),
                By("l1", "misses"),
                By("l2", "hits"),
                By("l2", "misses")
            ),
            redisAfter.Hits - redisBefore.Hits,
            redisAfter.Misses - redisBefore.Misses,
            // The rate limiter takes a lease when a minute turns; its script reads keys, too.
            redisAfter.Scripts != redisBefore.Scripts
        );
    }

    private static long Value(JsonNode cache, string level, string name) =>
        (level.Length == 0 ? cache : cache[level]!)[name]!.GetValue<long>();

    private static async Task<(long Hits, long Misses, long Scripts)> KeyspaceAsync(ConnectionMultiplexer redis)
    {
        var server = redis.GetServers().Single();
        var stats = (await server.InfoAsync("stats")).Single().ToDictionary(pair => pair.Key, pair => pair.Value);
        var scripts = (await server.InfoAsync("commandstats"))
            .Single()
            .Where(command => command.Key.StartsWith("cmdstat_eval", StringComparison.Ordinal));
        return (
            long.Parse(stats["keyspace_hits"], CultureInfo.InvariantCulture),
            long.Parse(stats["keyspace_misses"], CultureInfo.InvariantCulture),
            scripts.Sum(command => long.Parse(command.Value.Split('=', ',')[1], CultureInfo.InvariantCulture))
        );
    }

    private sealed record Grown(long Hits, long Misses, long L1Hits, long L1Misses, long L2Hits, long L2Misses);
}
