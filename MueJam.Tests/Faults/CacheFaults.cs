using System.Net.Sockets;
using StackExchange.Redis;

namespace MueJam.Tests.Faults;

/// <summary>A cache that answers too little, and a Redis that is full or crowded.</summary>
internal static class CacheFaults
{
    private const int Readers = 4;
    private const int Entries = 1000;
    private const int Clients = 1001;
    private const int ValueBytes = 5 * 1024 * 1024;
    private const int Values = 52;

    /// <summary>More misses than hits are normal for, and one entry in three that is written evicts another.</summary>
    public static Fault SomeUnknown { get; } =
        new(
            "1 read in 7 of what nobody has read, 2 of what was just changed",
            ["LowCacheHitRate", "HighCacheMissRate", "HighCacheEvictionRate"],
            (stack, token) => ReadAsync(stack, unknown: 1, familiar: 4, changed: 2, token)
        );

    /// <summary>Hardly a hit, and the memory is full.</summary>
    public static Fault MostUnknown { get; } =
        new(
            "9 reads in 10 of what nobody has read",
            [
                "CriticalCacheHitRate",
                Inhibited("LowCacheHitRate"),
                "HighCacheMissRate",
                "CriticalCacheEvictionRate",
                Inhibited("HighCacheEvictionRate"),
            ],
            (stack, token) => ReadAsync(stack, unknown: 9, familiar: 1, changed: 0, token)
        );

    /// <summary>No room and many clients.</summary>
    public static Fault Crowd { get; } =
        new(
            "Redis filled to maxmemory, 1001 clients connected",
            ["HighRedisMemoryUsage", "HighRedisConnectionCount"],
            CrowdAsync
        );

    private static ExpectedAlert Inhibited(string alert) => new(alert, Telling: Telling.Inhibited);

    private static async Task<Injection> ReadAsync(
        FaultStack stack,
        int unknown,
        int familiar,
        int changed,
        CancellationToken cancellationToken
    )
    {
        var reader = await Reader.CreateAsync(stack, Readers, cancellationToken);
        await reader.PublishAsync(cancellationToken);
        // Memory is full from the beginning; with four hits to a miss that is nothing to tell of.
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 5 * Entries),
            new ParallelOptions { MaxDegreeOfParallelism = Readers, CancellationToken = cancellationToken },
            async (turn, _) =>
            {
                using var answer = await (turn % 5 == 0 ? reader.UnknownAsync() : reader.WhispersAsync());
                answer.EnsureSuccessStatusCode();
            }
        );
        var requests = 0;
        var began = DateTimeOffset.UtcNow;
        var load = new Load(
            Readers,
            _ =>
                (Interlocked.Increment(ref requests) % (unknown + familiar + changed)) switch
                {
                    var turn when turn < unknown => reader.UnknownAsync(),
                    var turn when turn < unknown + familiar => reader.WhispersAsync(),
                    _ => reader.ChangedAsync(),
                }
        );
        return new Injection(
            began,
            async () =>
            {
                await load.DisposeAsync();
                reader.Dispose();
                await Reader.ForgetAsync(stack, CancellationToken.None);
            }
        );
    }

    private static async Task<Injection> CrowdAsync(FaultStack stack, CancellationToken cancellationToken)
    {
        var redis = await ConnectionMultiplexer.ConnectAsync(await stack.ServerConnectionStringAsync("redis"));
        var server = redis.GetEndPoints().Single();
        var began = DateTimeOffset.UtcNow;
        for (var i = 0; i < Values; i++)
        {
            // Memory without sending it.
            await redis.GetDatabase().StringSetRangeAsync($"ballast:{i}", ValueBytes - 1, "x");
        }

        var clients = Enumerable
            .Range(0, Clients)
            .Select(_ => new Socket(SocketType.Stream, ProtocolType.Tcp))
            .ToList();
        foreach (var client in clients)
        {
            await client.ConnectAsync(server, cancellationToken);
        }

        return new Injection(
            began,
            async () =>
            {
                clients.ForEach(client => client.Dispose());
                await redis
                    .GetDatabase()
                    .KeyDeleteAsync([.. Enumerable.Range(0, Values).Select(i => (RedisKey)$"ballast:{i}")]);
                await redis.DisposeAsync();
            }
        );
    }
}
