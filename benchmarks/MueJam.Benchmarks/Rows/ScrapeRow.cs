using System.Diagnostics;
using MueJam.Benchmarks.Load;
using MueJam.Benchmarks.Measuring;
using MueJam.Benchmarks.Servers;

namespace MueJam.Benchmarks.Rows;

/// <summary>A scrape after many stories and users were seen, against one after few.</summary>
internal sealed class ScrapeRow : IRow
{
    private const int FewStories = 10;
    private const double Allowed = 1.1;
    private const string Metrics = "/metrics";

    public string Name => "scrape";

    public async Task<IReadOnlyList<RowResult>> RunAsync(Bench bench)
    {
        var many = await bench.StartAsync(ServerProgram.Api);
        var few = await bench.StartAsync(ServerProgram.Api);
        await SeeAsync(bench, many, bench.Slugs.Count, bench.Options.Users);
        await SeeAsync(bench, few, FewStories, users: 1);
        var times = await Duel.RunAsync(
            bench.Options,
            time => MillisecondsAsync(many, time),
            time => MillisecondsAsync(few, time)
        );
        var bytes = ((double)(await many.GetAsync(Metrics)).Length, (double)(await few.GetAsync(Metrics)).Length);
        return
        [
            RowResult.Of(Name, "time, much seen : little", "ms", Allowed, isAtLeast: false, times, RowResult.Ratio),
            RowResult.Of(
                Name,
                "size, much seen : little",
                "bytes",
                Allowed,
                isAtLeast: false,
                [bytes],
                RowResult.Ratio
            ),
        ];
    }

    /// <summary>Both see every kind of request: reads of anybody, and a read and a write of each user.</summary>
    private static async Task SeeAsync(Bench bench, ServerProcess server, int stories, int users)
    {
        using var load = await HttpLoad.ConnectAsync(server.Address, bench.Options.Connections);
        await load.SendAllAsync(stories, n => HttpLoad.Request($"/v1/stories/{bench.Slugs[(int)n]}"));
        await load.SendAllAsync(users, n => HttpLoad.Request("/v1/me/stories", token: bench.Token((int)n)));
        await load.SendAllAsync(
            users,
            n => HttpLoad.Request("/v1/whispers", "POST", bench.Token((int)n), """{"body": "Here"}""")
        );
    }

    private static async Task<double> MillisecondsAsync(ServerProcess server, TimeSpan time)
    {
        var (clock, scrapes) = (Stopwatch.StartNew(), 0);
        while (clock.Elapsed < time)
        {
            await server.GetAsync(Metrics);
            scrapes++;
        }

        return clock.Elapsed.TotalMilliseconds / scrapes;
    }
}
