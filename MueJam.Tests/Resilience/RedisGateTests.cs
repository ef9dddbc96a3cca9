using Microsoft.Extensions.Time.Testing;
using MueJam.Api.Redis;
using StackExchange.Redis;

namespace MueJam.Tests.Resilience;

/// <summary>What stands between the API and a Redis that is away.</summary>
[Collection(StackCollection.Name)]
public sealed class RedisGateTests(StackFixture stack)
{
    [Fact]
    public async Task A_late_call_spares_the_next_ones_the_wait_and_longer_the_more_there_are()
    {
        using var redis = await ConnectionMultiplexer.ConnectAsync(await stack.ServerConnectionStringAsync("redis"));
        var time = new FakeTimeProvider();
        var gate = new RedisGate(redis, time);
        foreach (var pause in (int[])[100, 200, 400, 800, 1000, 1000])
        {
            // What the client has no time to write it cancels.
            await Assert.ThrowsAsync<TimeoutException>(() =>
                gate.CallAsync(_ => Task.FromCanceled<long>(new CancellationToken(canceled: true)))
            );
            time.Advance(TimeSpan.FromMilliseconds(pause - 1));
            await Assert.ThrowsAsync<RedisConnectionException>(() => gate.CallAsync(database => database.PingAsync()));
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await gate.CallAsync(database => database.PingAsync());
        await Assert.ThrowsAsync<TimeoutException>(() => gate.CallAsync<long>(_ => throw new TimeoutException()));
        time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.True(gate.IsOpen);
    }

    [Fact]
    public async Task Whatever_a_lost_connection_fails_with_is_a_failure_of_Redis()
    {
        using var redis = await ConnectionMultiplexer.ConnectAsync(await stack.ServerConnectionStringAsync("redis"));
        var gate = new RedisGate(redis, TimeProvider.System);
        // What the client's reader threw when its connection was closed under it: every call that waited failed with
        // it.
        var failure = new InvalidOperationException("Reading is not allowed after reader was completed.");
        var seen = await Assert.ThrowsAsync<RedisConnectionException>(() =>
            gate.CallAsync(_ => Task.FromException<long>(failure))
        );
        Assert.Same(failure, seen.InnerException);
        var refused = await Assert.ThrowsAsync<RedisServerException>(() =>
            gate.CallAsync(database => database.ExecuteAsync("NONSENSE"))
        );
        Assert.Contains("NONSENSE", refused.Message, StringComparison.Ordinal);
    }
}
