using System.Text.Json.Nodes;
using MueJam.Benchmarks.Load;
using MueJam.Benchmarks.Measuring;
using MueJam.Benchmarks.Servers;
using StackExchange.Redis;

namespace MueJam.Benchmarks.Rows;

/// <summary>Requests per second of the API against those of a baseline.</summary>
internal sealed class ThroughputRow(
    string name,
    string what,
    double limit,
    Func<Bench, Task<(Side Row, Side Baseline)>> prepare
) : IRow
{
    private const int BeyondMemory = 5000;
    private const double MostlyL2 = 0.9;

    public string Name => name;

    /// <summary>The same story again and again.</summary>
    public static ThroughputRow Memory { get; } =
        new(
            "l1",
            "L1 hit : the same bytes",
            0.80,
            async bench =>
            {
                var (api, bare, story) = await L1.PrepareAsync(bench);
                return (new Side(api, _ => story), new Side(bare, _ => L1.BareRequest));
            }
        );

    /// <summary>More stories, one after another, than memory holds: each is found in Redis.</summary>
    public static ThroughputRow Redis { get; } =
        new(
            "l2",
            "L2 hit : one Redis GET",
            0.80,
            async bench =>
            {
                var (api, bare) = (
                    await bench.StartAsync(ServerProgram.Api),
                    await bench.StartAsync(ServerProgram.Bare)
                );
                var slugs = bench.Slugs.Take(BeyondMemory).ToList();
                var stories = slugs.Select(slug => HttpLoad.Request($"/v1/stories/{slug}")).ToArray();
                using (var load = await HttpLoad.ConnectAsync(api.Address, bench.Options.Connections))
                {
                    await load.SendAllAsync(stories.Length, n => stories[n]);
                }

                using var redis = await ConnectionMultiplexer.ConnectAsync(bench.Backing.Redis);
                foreach (var slug in slugs)
                {
                    await redis
                        .GetDatabase()
                        .StringSetAsync($"benchmark-{slug}", await api.GetAsync($"/v1/stories/{slug}"));
                }

                var gets = slugs.Select(slug => HttpLoad.Request($"{BareServer.Redis}benchmark-{slug}")).ToArray();
                var before = await AnsweredAsync(api);
                return (
                    new Side(api, n => stories[n % stories.Length], () => IsL2Async(api, before)),
                    new Side(bare, n => gets[n % gets.Length])
                );
            }
        );

    /// <summary>Any story, past the cache.</summary>
    public static ThroughputRow Database { get; } =
        new(
            "database",
            "database : the same statement",
            0.85,
            async bench =>
            {
                var (api, bare) = (
                    await bench.StartAsync(ServerProgram.Api),
                    await bench.StartAsync(ServerProgram.Bare)
                );
                var stories = bench.Slugs.Select(slug => HttpLoad.Request($"{ServerProgram.Stories}{slug}")).ToArray();
                var rows = bench.Slugs.Select(slug => HttpLoad.Request($"{BareServer.Row}{slug}")).ToArray();
                return (new Side(api, n => stories[n % stories.Length]), new Side(bare, n => rows[n % rows.Length]));
            }
        );

    /// <summary>Nine reads to a write.</summary>
    public static ThroughputRow Mix { get; } =
        new(
            "mix",
            "telemetry on : off",
            0.95,
            async bench =>
            {
                var (api, silent, mix) = (
                    await bench.StartAsync(ServerProgram.Api),
                    await bench.StartAsync(ServerProgram.Silent),
                    await TrafficMix.CreateAsync(bench)
                );
                return (new Side(api, mix.Request), new Side(silent, mix.Request));
            }
        );

    public async Task<IReadOnlyList<RowResult>> RunAsync(Bench bench)
    {
        var rounds = new List<(double, double)>();
        for (var pair = 0; pair < bench.Options.Pairs; pair++)
        {
            using var servers = bench.WithFreshServers();
            var (row, baseline) = await prepare(servers);
            using var rowLoad = await HttpLoad.ConnectAsync(row.Server.Address, bench.Options.Connections);
            using var baselineLoad = await HttpLoad.ConnectAsync(baseline.Server.Address, bench.Options.Connections);
            rounds.AddRange(
                await Duel.RunAsync(
                    bench.Options,
                    time => rowLoad.RunAsync(time, row.Next),
                    time => baselineLoad.RunAsync(time, baseline.Next)
                )
            );
            if (row.Check is not null)
            {
                await row.Check();
            }
        }

        return [RowResult.Of(name, what, "requests/s", limit, isAtLeast: true, rounds, RowResult.Ratio)];
    }

    /// <summary>The reads since a moment must have been almost nothing but hits of the second level.</summary>
    private static async Task IsL2Async(ServerProcess api, (long L1, long L2, long Misses) before)
    {
        var after = await AnsweredAsync(api);
        var (l1, l2, misses) = (after.L1 - before.L1, after.L2 - before.L2, after.Misses - before.Misses);
        if (l2 < MostlyL2 * (l1 + l2 + misses))
        {
            throw new InvalidOperationException(
                $"The reads were no hits of the second level: {l1} of memory, {l2} of Redis, {misses} of none."
            );
        }
    }

    private static async Task<(long L1, long L2, long Misses)> AnsweredAsync(ServerProcess api)
    {
        var cache = JsonNode.Parse(await api.GetAsync("/metrics/json"))!["cache"]!;
        return (
            cache["l1"]!["hits"]!.GetValue<long>(),
            cache["l2"]!["hits"]!.GetValue<long>(),
            cache["misses"]!.GetValue<long>()
        );
    }
}

/// <summary>A server, what it is asked, and whether it did what was meant.</summary>
internal sealed record Side(ServerProcess Server, Func<long, byte[]> Next, Func<Task>? Check = null);
