using Microsoft.Extensions.Time.Testing;
using MueJam.Api.Data;
using Npgsql;
using Polly.CircuitBreaker;

namespace MueJam.Tests.Resilience;

/// <summary>
/// Retries and circuit breaker of a pool, on a real server that ends connections, and on a clock that the test sets.
/// </summary>
[Collection(StackCollection.Name)]
public sealed class DatabasePoolTests(StackFixture stack) : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private NpgsqlDataSource? _source;

    private NpgsqlDataSource Source => _source!;

    public async Task InitializeAsync() =>
        _source = NpgsqlDataSource.Create(await stack.ConnectionStringAsync("postgres"));

    public async Task DisposeAsync() => await Source.DisposeAsync();

    [Fact]
    public async Task Half_of_the_calls_failing_within_a_minute_open_the_circuit_for_30_seconds()
    {
        using var pool = Pool("primary", _time);
        using var other = Pool("replica", _time);
        foreach (var call in (Func<Task>[])[() => SucceedAsync(pool), () => FailAsync(pool)])
        {
            for (var i = 0; i < 5; i++)
            {
                // Five in ten, and half a minute between the first and the last.
                await call();
                _time.Advance(TimeSpan.FromSeconds(3));
            }
        }

        await IsOpenAsync(pool);
        await SucceedAsync(other);
        _time.Advance(TimeSpan.FromSeconds(26));
        await IsOpenAsync(pool);
        // Thirty seconds after the last failure one call tries, and all may follow.
        _time.Advance(TimeSpan.FromSeconds(1));
        await SucceedAsync(pool);
        await SucceedAsync(pool);
    }

    [Fact]
    public async Task Fewer_than_half_open_nothing()
    {
        using var pool = Pool("primary", _time);
        for (var i = 0; i < 4; i++)
        {
            await FailAsync(pool);
            await SucceedAsync(pool);
        }

        await SucceedAsync(pool);
        await SucceedAsync(pool);
    }

    [Fact]
    public async Task What_failed_more_than_a_minute_ago_is_forgotten()
    {
        using var pool = Pool("primary", _time);
        for (var minute = 0; minute < 3; minute++)
        {
            for (var i = 0; i < 6; i++)
            {
                await FailAsync(pool);
            }

            _time.Advance(TimeSpan.FromSeconds(61));
        }

        await SucceedAsync(pool);
    }

    [Fact]
    public async Task A_read_whose_connection_fails_is_tried_three_times_more_and_a_write_never()
    {
        using var pool = Pool("primary", TimeProvider.System);
        var reads = 0;
        Assert.Equal(
            4,
            await pool.ReadAsync(
                async (connection, token) => ++reads == 4 ? reads : await EndAsync(connection, token),
                CancellationToken.None
            )
        );

        reads = 0;
        await Assert.ThrowsAsync<PostgresException>(() =>
            pool.ReadAsync((connection, token) => EndAsync(connection, token, ref reads), CancellationToken.None)
        );
        Assert.Equal(4, reads);

        var writes = 0;
        await Assert.ThrowsAsync<PostgresException>(() =>
            pool.WriteAsync((connection, token) => EndAsync(connection, token, ref writes), CancellationToken.None)
        );
        Assert.Equal(1, writes);
    }

    /// <summary>A statement that is wrong says nothing about the server.</summary>
    [Fact]
    public async Task A_failed_statement_is_neither_tried_again_nor_counted_by_the_circuit()
    {
        using var pool = Pool("primary", TimeProvider.System);
        var reads = 0;
        for (var i = 0; i < 12; i++)
        {
            await Assert.ThrowsAsync<PostgresException>(() =>
                pool.ReadAsync(
                    async (connection, token) =>
                    {
                        reads++;
                        return await RunAsync(connection, "SELECT 1 / 0", token);
                    },
                    CancellationToken.None
                )
            );
        }

        Assert.Equal(12, reads);
        await SucceedAsync(pool);
    }

    private DatabasePool Pool(string name, TimeProvider time) => new(name, Source, new DatabaseOptions(), time);

    private static async Task SucceedAsync(DatabasePool pool) =>
        Assert.Equal(
            1,
            await pool.WriteAsync(
                (connection, token) => RunAsync(connection, "SELECT 1", token),
                CancellationToken.None
            )
        );

    private static Task FailAsync(DatabasePool pool) =>
        Assert.ThrowsAsync<PostgresException>(() => pool.WriteAsync(EndAsync, CancellationToken.None));

    private static async Task IsOpenAsync(DatabasePool pool)
    {
        var hasRun = false;
        await Assert.ThrowsAsync<BrokenCircuitException>(() =>
            pool.WriteAsync((_, _) => Task.FromResult(hasRun = true), CancellationToken.None)
        );
        Assert.False(hasRun);
    }

    /// <summary>The server ends the session, as it does when it is shut down.</summary>
    private static Task<int> EndAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        RunAsync(connection, "SELECT pg_terminate_backend(pg_backend_pid())::int", cancellationToken);

    private static Task<int> EndAsync(NpgsqlConnection connection, CancellationToken cancellationToken, ref int calls)
    {
        calls++;
        return EndAsync(connection, cancellationToken);
    }

    private static async Task<int> RunAsync(
        NpgsqlConnection connection,
        string sql,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
