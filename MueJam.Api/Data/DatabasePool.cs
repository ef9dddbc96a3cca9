using System.Threading.RateLimiting;
using Npgsql;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace MueJam.Api.Data;

/// <summary>Primary and replica.</summary>
/// <param name="Primary">Takes writes, and reads that must be the newest.</param>
/// <param name="Replica">Takes the other reads; null when there is none.</param>
public sealed record DatabasePools(DatabasePool Primary, DatabasePool? Replica);

/// <summary>A connection pool with its queue, retries and circuit breaker.</summary>
public sealed class DatabasePool : IDisposable
{
    private const int Retries = 3;
    private const int MinimumThroughput = 10;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    /// <summary>Set when a write has a connection: what fails from then on is not tried again.</summary>
    private static readonly ResiliencePropertyKey<bool> IsWriting = new("writing");

    private readonly CircuitBreakerManualControl _circuit = new();
    private readonly ConcurrencyLimiter _queue;
    private readonly TimeSpan _queueTimeout;
    private readonly ResiliencePipeline _retryThenBreaker;

    /// <summary>A pool over a data source.</summary>
    /// <param name="name">Its name in metrics and messages.</param>
    /// <param name="source">Its connections.</param>
    /// <param name="options">Its limits.</param>
    /// <param name="time">The clock.</param>
    public DatabasePool(string name, NpgsqlDataSource source, DatabaseOptions options, TimeProvider time)
    {
        Name = name;
        Source = source;
        _queueTimeout = options.QueueTimeout;
        _queue = new ConcurrencyLimiter(
            new ConcurrencyLimiterOptions
            {
                // Migrations and probes have connections of their own: all of these are for requests, so that a pool
                // that is used up shows 100 %.
                PermitLimit = options.MaxPoolSize,
                QueueLimit = options.QueueLimit,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            }
        );
        _retryThenBreaker = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(
                new RetryStrategyOptions
                {
                    MaxRetryAttempts = Retries,
                    BackoffType = DelayBackoffType.Exponential,
                    Delay = FirstPause,
                    UseJitter = true,
                    ShouldHandle = attempt =>
                        ValueTask.FromResult(
                            attempt.Outcome.Exception is { } failure
                                && DatabaseFailures.IsConnectionFailure(failure)
                                && !attempt.Context.Properties.GetValue(IsWriting, defaultValue: false)
                        ),
                }
            )
            .AddCircuitBreaker(
                new CircuitBreakerStrategyOptions
                {
                    FailureRatio = options.FailureRatio,
                    SamplingDuration = options.SamplingDuration,
                    BreakDuration = options.BreakDuration,
                    MinimumThroughput = MinimumThroughput,
                    ManualControl = _circuit,
                    ShouldHandle = new PredicateBuilder().Handle<Exception>(DatabaseFailures.IsConnectionFailure),
                }
            )
            .Build();
    }

    /// <summary>Its name in metrics and messages.</summary>
    public string Name { get; }

    /// <summary>Its connections.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>What is known of its server's transactions.</summary>
    internal LookedHorizon Looked { get; init; } = new();

    /// <summary>Reads; a connection that fails is tried again, so the read may run more than once.</summary>
    /// <param name="read">The read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="PoolExhaustedException">No connection became free in time.</exception>
    /// <exception cref="BrokenCircuitException">Too many calls failed of late.</exception>
    public async Task<T> ReadAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken
    )
    {
        using var permit = await AcquireAsync(cancellationToken);
        return await _retryThenBreaker.ExecuteAsync(
            static async (call, token) =>
            {
                await using var connection = await call.Source.OpenConnectionAsync(token);
                return await call.read(connection, token);
            },
            (Source, read),
            cancellationToken
        );
    }

    /// <summary>
    /// Writes, in one statement or transaction of the caller's. Only opening the connection is tried again: a write
    /// whose answer was lost may have happened.
    /// </summary>
    /// <param name="write">The write.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="PoolExhaustedException">No connection became free in time.</exception>
    /// <exception cref="BrokenCircuitException">Too many calls failed of late.</exception>
    public async Task<T> WriteAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> write,
        CancellationToken cancellationToken
    )
    {
        using var permit = await AcquireAsync(cancellationToken);
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            return await _retryThenBreaker.ExecuteAsync(
                static async (context, call) =>
                {
                    await using var connection = await call.Source.OpenConnectionAsync(context.CancellationToken);
                    context.Properties.Set(IsWriting, true);
                    return await call.write(connection, context.CancellationToken);
                },
                context,
                (Source, write)
            );
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>The server is back: nobody finds a connection of before, or a circuit that is still open.</summary>
    public Task RecoverAsync()
    {
        Source.Clear();
        return _circuit.CloseAsync();
    }

    /// <inheritdoc />
    public void Dispose() => _queue.Dispose();

    private async ValueTask<RateLimitLease> AcquireAsync(CancellationToken cancellationToken)
    {
        var permit = _queue.AttemptAcquire();
        if (permit.IsAcquired)
        {
            return permit;
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_queueTimeout);
        try
        {
            permit = await _queue.AcquireAsync(cancellationToken: timeout.Token);
            return permit.IsAcquired ? permit : throw new PoolExhaustedException(Name);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PoolExhaustedException(Name);
        }
    }
}
