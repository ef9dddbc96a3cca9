using System.Diagnostics;
using Aspire.Hosting.ApplicationModel;
using StackExchange.Redis;

namespace MueJam.Tests.Resilience;

/// <summary>Stops, kills and starts the stack's Redis and primary in any order, whatever else is away.</summary>
internal sealed class ServerSwitches(RunningStack stack)
{
    private bool _redisRuns = true;
    private long? _primaryStopped;

    public bool PrimaryRuns => _primaryStopped is null;

    /// <summary>Whether every instance has had the time to notice that the primary is away.</summary>
    public bool IsPrimaryLongGone => _primaryStopped is { } at && Stopwatch.GetElapsedTime(at) > StoryTruth.Soon;

    public async Task StopRedisAsync(CancellationToken cancellationToken)
    {
        if (_redisRuns)
        {
            _redisRuns = false;
            await stack.StopAsync("redis", cancellationToken);
        }
    }

    /// <summary>It ends at once, with what it had saved before.</summary>
    public async Task KillRedisAsync(CancellationToken cancellationToken)
    {
        if (_redisRuns)
        {
            _redisRuns = false;
            await ExecuteAsync("SHUTDOWN", "NOSAVE");
            await stack.App.ResourceNotifications.WaitForResourceAsync(
                "redis",
                KnownResourceStates.TerminalStates,
                cancellationToken
            );
        }
    }

    public async Task StartRedisAsync(CancellationToken cancellationToken)
    {
        if (!_redisRuns)
        {
            await StartAsync("redis", cancellationToken);
            _redisRuns = true;
        }
    }

    public Task FlushRedisAsync() => _redisRuns ? ExecuteAsync("FLUSHALL") : Task.CompletedTask;

    public Task SaveRedisAsync() => _redisRuns ? ExecuteAsync("SAVE") : Task.CompletedTask;

    /// <summary>Takes away what eviction might: each key with even chances.</summary>
    public async Task EvictRedisAsync(Random random)
    {
        if (_redisRuns)
        {
            using var redis = await ConnectAsync();
            await redis
                .GetDatabase()
                .KeyDeleteAsync([.. redis.GetServers().Single().Keys().ToArray().Where(_ => random.Next(2) == 0)]);
        }
    }

    public async Task StopPrimaryAsync(CancellationToken cancellationToken)
    {
        if (PrimaryRuns)
        {
            await stack.StopAsync("postgres", cancellationToken);
            _primaryStopped = Stopwatch.GetTimestamp();
        }
    }

    public async Task StartPrimaryAsync(CancellationToken cancellationToken)
    {
        if (!PrimaryRuns)
        {
            _primaryStopped = null;
            await StartAsync("postgres", cancellationToken);
        }
    }

    /// <summary>As it was before, and noticed by everybody.</summary>
    public async Task StartAllAsync(CancellationToken cancellationToken)
    {
        await StartRedisAsync(cancellationToken);
        await StartPrimaryAsync(cancellationToken);
        await stack.NoticedAsync();
    }

    private async Task StartAsync(string resource, CancellationToken cancellationToken)
    {
        await stack.App.ResourceCommands.ExecuteCommandAsync(
            resource,
            KnownResourceCommands.StartCommand,
            cancellationToken
        );
        await stack.HealthyAsync(resource, cancellationToken);
    }

    private async Task ExecuteAsync(string command, params object[] arguments)
    {
        using var redis = await ConnectAsync();
        try
        {
            await redis.GetDatabase().ExecuteAsync(command, arguments);
        }
        catch (RedisException) when (command == "SHUTDOWN")
        {
            // Its answer is that it is gone.
        }
    }

    private async Task<ConnectionMultiplexer> ConnectAsync() =>
        await ConnectionMultiplexer.ConnectAsync($"{await stack.ServerConnectionStringAsync("redis")},allowAdmin=true");
}
