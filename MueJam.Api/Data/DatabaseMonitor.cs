using Microsoft.Extensions.Options;
using Npgsql;

namespace MueJam.Api.Data;

/// <summary>Looks at primary and replica once a second, through connections of its own.</summary>
public sealed class DatabaseMonitor : BackgroundService
{
    /// <summary>The replica's name in the metrics.</summary>
    public const string ReplicaName = "postgres-replica";

    private const string ProbePool = "probe";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>How many looks between two prunings of the log of writes.</summary>
    private const int PruneEvery = 60;

    private readonly NpgsqlDataSource _primary;
    private readonly NpgsqlDataSource? _replica;
    private readonly DatabasePools _pools;
    private readonly WriteLog _log;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile bool _primaryAnswers = true;
    private volatile bool _replicaAnswers;
    private long _answeredAt;
    private int _looks;

    /// <summary>A monitor; it looks from the host's start on.</summary>
    /// <param name="configuration">The servers' connection strings.</param>
    /// <param name="pools">Told when their server returns.</param>
    /// <param name="log">Read at each look.</param>
    /// <param name="options">The limits of lag.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of changes.</param>
    public DatabaseMonitor(
        IConfiguration configuration,
        DatabasePools pools,
        WriteLog log,
        IOptions<DatabaseOptions> options,
        TimeProvider time,
        ILogger<DatabaseMonitor> logger
    )
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(options);
        (_pools, _log, _time, _logger) = (pools, log, time, logger);
        _primary = Probe(configuration.GetConnectionString(DataServices.Primary)!);
        _replica = configuration.GetConnectionString(DataServices.Replica) is { Length: > 0 } replica
            ? Probe(replica)
            : null;
        Replica = _replica is null ? null : new ReplicaState(options.Value.MaxLag, options.Value.ReturnLag);
    }

    /// <summary>Whether the primary answered when last asked.</summary>
    public bool PrimaryAnswers => _primaryAnswers;

    /// <summary>Whether the replica answered when last asked, late or not.</summary>
    public bool ReplicaAnswers => _replicaAnswers;

    /// <summary>The replica's state; null when there is no replica.</summary>
    public ReplicaState? Replica { get; }

    /// <summary>
    /// A call to the primary could not reach it: known before the next look. A call that began before the last look
    /// tells nothing new.
    /// </summary>
    /// <param name="began">The clock's timestamp when the call began.</param>
    public void PrimaryFailed(long began)
    {
        if (began >= Volatile.Read(ref _answeredAt))
        {
            _primaryAnswers = false;
        }
    }

    /// <summary>Asks the primary now.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task CheckPrimaryAsync(CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        try
        {
            await using var command = _primary.CreateCommand("SELECT 1");
            // Not the command's own timeout alone: a server that is stopped in its tracks holds the cancellation up,
            // too.
            await command.ExecuteScalarAsync(cancellationToken).WaitAsync(Timeout, cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            PrimaryFailed(began);
            throw;
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _primary.Dispose();
        _replica?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        do
        {
            await Task.WhenAll(LookAtPrimaryAsync(stoppingToken), LookAtReplicaAsync(stoppingToken));
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAtPrimaryAsync(CancellationToken cancellationToken)
    {
        if (!await AnswersAsync(ReadLogAsync, cancellationToken))
        {
            _pools.Primary.Looked.Forget();
            if (_primaryAnswers)
            {
                _primaryAnswers = false;
                _logger.LogWarning("The primary does not answer: cached reads go on, marked stale; writes are refused");
            }

            return;
        }

        Volatile.Write(ref _answeredAt, _time.GetTimestamp());
        if (!_primaryAnswers)
        {
            await _pools.Primary.RecoverAsync();
            _primaryAnswers = true;
            _logger.LogWarning("The primary answers again");
        }

        if (++_looks % PruneEvery == 0)
        {
            await AnswersAsync(() => WriteLog.PruneAsync(_primary, cancellationToken), cancellationToken);
        }

        async Task ReadLogAsync()
        {
            var look = _pools.Primary.Looked.BeginLook();
            _pools.Primary.Looked.EndLook(look, await _log.ReadPrimaryAsync(_primary, cancellationToken));
        }
    }

    private async Task LookAtReplicaAsync(CancellationToken cancellationToken)
    {
        if (_replica is null || Replica is null)
        {
            return;
        }

        var (wasUsable, answered) = (Replica.IsUsable, _replicaAnswers);
        _replicaAnswers = await AnswersAsync(
            () => ObserveReplicaAsync(_replica, Replica, cancellationToken),
            cancellationToken
        );
        if (!_replicaAnswers)
        {
            _pools.Replica!.Looked.Forget();
            Replica.Observe(_time.GetUtcNow(), isStreaming: false, hasReplayedAll: false, replayAge: null);
        }
        else if (!answered)
        {
            await _pools.Replica!.RecoverAsync();
        }

        if (_replicaAnswers && !_primaryAnswers)
        {
            await AnswersAsync(() => _log.ReadReplicaAsync(_replica, cancellationToken), cancellationToken);
        }

        if (wasUsable != Replica.IsUsable)
        {
            _logger.LogWarning(
                "Reads go to the {Server}: the replica {State}, {Lag:0.0} s behind",
                Replica.IsUsable ? "replica" : "primary",
                Replica.IsStreaming ? "streams" : "does not stream",
                Replica.LagSeconds
            );
        }
    }

    private async Task ObserveReplicaAsync(
        NpgsqlDataSource source,
        ReplicaState state,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            SELECT EXISTS (SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming'),
                   coalesce(pg_last_wal_receive_lsn() <= pg_last_wal_replay_lsn(), false),
                   extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float8,
                   pg_snapshot_xmin(pg_current_snapshot())::text::bigint
            """;
        var look = _pools.Replica!.Looked.BeginLook();
        await using var command = source.CreateCommand(Sql);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        _pools.Replica!.Looked.EndLook(look, row.GetInt64(3));
        state.Observe(
            _time.GetUtcNow(),
            row.GetBoolean(0),
            row.GetBoolean(1),
            row.IsDBNull(2) ? null : TimeSpan.FromSeconds(row.GetDouble(2))
        );
    }

    private static async Task<bool> AnswersAsync(Func<Task> ask, CancellationToken cancellationToken)
    {
        try
        {
            await ask().WaitAsync(Timeout, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return false;
        }
    }

    private static NpgsqlDataSource Probe(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString) { Name = ProbePool };
        builder.ConnectionStringBuilder.MinPoolSize = 0;
        builder.ConnectionStringBuilder.MaxPoolSize = 3;
        builder.ConnectionStringBuilder.Timeout = (int)Timeout.TotalSeconds;
        builder.ConnectionStringBuilder.CommandTimeout = (int)Timeout.TotalSeconds;
        builder.ConnectionStringBuilder.ApplicationName = "muejam-api-probe";
        return builder.Build();
    }
}
