using MueJam.Benchmarks.Load;
using MueJam.Benchmarks.Measuring;
using MueJam.Benchmarks.Servers;

namespace MueJam.Benchmarks.Rows;

/// <summary>A hit of the first level, and a bare endpoint that answers as many bytes.</summary>
internal static class L1
{
    public static byte[] BareRequest { get; } = HttpLoad.Request(BareServer.Bytes);

    public static async Task<(ServerProcess Api, ServerProcess Bare, byte[] Request)> PrepareAsync(Bench bench) =>
        (
            await bench.StartAsync(ServerProgram.Api),
            await bench.StartAsync(ServerProgram.Bare),
            HttpLoad.Request($"/v1/stories/{bench.Slugs[0]}")
        );
}

/// <summary>Bytes that a request allocates.</summary>
internal sealed class AllocationRow : IRow
{
    private const int Requests = 20_000;
    private const double Allowed = 1024;

    public string Name => "allocations";

    public async Task<IReadOnlyList<RowResult>> RunAsync(Bench bench)
    {
        var (api, bare, story) = await L1.PrepareAsync(bench);
        using var apiLoad = await HttpLoad.ConnectAsync(api.Address, bench.Options.Connections);
        using var bareLoad = await HttpLoad.ConnectAsync(bare.Address, bench.Options.Connections);
        var rounds = await Duel.RunAsync(
            bench.Options,
            _ => PerRequestAsync(api, apiLoad, story),
            _ => PerRequestAsync(bare, bareLoad, L1.BareRequest)
        );
        return
        [
            RowResult.Of(
                Name,
                "L1 hit : the same bytes",
                "bytes/request",
                Allowed,
                isAtLeast: false,
                rounds,
                RowResult.Difference
            ),
        ];
    }

    private static async Task<double> PerRequestAsync(ServerProcess server, HttpLoad load, byte[] request)
    {
        var before = await server.AllocatedAsync();
        await load.SendAllAsync(Requests, _ => request);
        return (await server.AllocatedAsync() - before) / (double)Requests;
    }
}
