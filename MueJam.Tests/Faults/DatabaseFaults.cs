using System.Globalization;

namespace MueJam.Tests.Faults;

/// <summary>A database that answers, but late or not as it should.</summary>
internal static class DatabaseFaults
{
    private const string Library = "muejam_library";

    /// <summary>Slow statements that wait for another's lock.</summary>
    public static Fault Lock { get; } =
        new(
            "a table locked for 380 ms again and again, 10 writers",
            [
                "HighQueryLatency",
                "HighSlowQueryCount",
                Burn("latency", "critical"),
                Burn("latency", "warning", Telling.Inhibited),
            ],
            LockAsync
        );

    /// <summary>Very slow, and connections run out, but not all of them.</summary>
    public static Fault SlowTrigger { get; } =
        new(
            "a trigger of 3 s on a table, 90 writers on 100 connections",
            [
                "HighConnectionPoolUtilization",
                "CriticalQueryLatency",
                Inhibited("HighQueryLatency"),
                "HighSlowQueryCount",
                Burn("latency", "critical"),
                Burn("latency", "warning", Telling.Inhibited),
            ],
            (stack, token) => TriggerAsync(stack, 90, 3, token)
        );

    /// <summary>Very slow, and no connection is left.</summary>
    public static Fault UsedUp { get; } =
        new(
            "a trigger of 1 s on a table, 150 writers on 100 connections",
            [
                "CriticalConnectionPoolUtilization",
                Inhibited("HighConnectionPoolUtilization"),
                "CriticalQueryLatency",
                Inhibited("HighQueryLatency"),
                "HighSlowQueryCount",
                Burn("latency", "critical"),
                Burn("latency", "warning", Telling.Inhibited),
            ],
            (stack, token) => TriggerAsync(stack, 150, 1, token)
        );

    /// <summary>Too few failures for anything but the error budget.</summary>
    public static Fault FewErrors { get; } =
        new(
            "a revoked grant, 1 statement in 230 fails",
            [Burn("availability", "warning")],
            (stack, token) => RevokeAsync(stack, 230, token)
        );

    /// <summary>Failures between the thresholds of warning and critical.</summary>
    public static Fault SomeErrors { get; } =
        new(
            "a revoked grant, 1 statement in 14 fails",
            [
                "HighDatabaseErrorRate",
                Burn("availability", "critical"),
                Burn("availability", "warning", Telling.Inhibited),
            ],
            (stack, token) => RevokeAsync(stack, 14, token)
        );

    /// <summary>One incident past both thresholds.</summary>
    public static Fault ManyErrors { get; } =
        new(
            "a revoked grant, 1 statement in 2 fails",
            [
                "CriticalDatabaseErrorRate",
                Inhibited("HighDatabaseErrorRate"),
                Burn("availability", "critical"),
                Burn("availability", "warning", Telling.Inhibited),
            ],
            (stack, token) => RevokeAsync(stack, 2, token)
        );

    /// <summary>The replica receives and does not replay.</summary>
    public static Fault PausedReplay { get; } =
        new(
            "WAL replay paused on the replica, and a write",
            ["HighReplicationLag", "CriticalReplicationLag"],
            PauseReplayAsync
        );

    /// <summary>The replica is well and receives nothing.</summary>
    public static Fault RefusedReplica { get; } =
        new(
            "the replica's login refused by the primary",
            ["ReplicationLinkDown", new("HighReplicationLag", Telling: Telling.InhibitedMeanwhile)],
            RefuseReplicaAsync
        );

    private static ExpectedAlert Inhibited(string alert) => new(alert, Telling: Telling.Inhibited);

    private static ExpectedAlert Burn(string objective, string severity, Telling telling = Telling.Told) =>
        new("ApplicationErrorBudgetBurn", $"slo=\"{objective}\",severity=\"{severity}\"", telling);

    private static async Task ExecuteAsync(FaultStack stack, string server, string sql)
    {
        await using var database = await Database.OpenAsync(stack, server, Library);
        await database.ScalarAsync<object>(sql);
    }

    /// <summary>A change of the primary, and readers who feel it.</summary>
    private static async Task<Injection> InjectAsync(
        FaultStack stack,
        int workers,
        Func<Reader, int, Task<HttpResponseMessage>> send,
        string change,
        string undo,
        CancellationToken cancellationToken
    )
    {
        var reader = await Reader.CreateAsync(stack, workers, cancellationToken);
        var began = DateTimeOffset.UtcNow;
        await ExecuteAsync(stack, "postgres", change);
        var load = new Load(workers, worker => send(reader, worker));
        return new Injection(
            began,
            async () =>
            {
                // The traffic first: slow statements and fast ones together would be a smaller incident after the large
                // one.
                await load.DisposeAsync();
                reader.Dispose();
                await ExecuteAsync(stack, "postgres", undo);
                await Reader.ForgetAsync(stack, CancellationToken.None);
            }
        );
    }

    /// <summary>
    /// No two writes take the same time: writers in step would free all connections at once, just when a scrape looks.
    /// </summary>
    private static Task<Injection> TriggerAsync(
        FaultStack stack,
        int writers,
        double seconds,
        CancellationToken cancellationToken
    ) =>
        InjectAsync(
            stack,
            writers,
            (reader, worker) => reader.RenameAsync(worker),
            $"""
            CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                PERFORM pg_sleep({seconds.ToString(CultureInfo.InvariantCulture)} * (0.75 + random() / 2));
                RETURN NEW;
            END $$;
            CREATE TRIGGER dawdle BEFORE UPDATE ON shelves FOR EACH ROW EXECUTE FUNCTION dawdle();
            """,
            "DROP FUNCTION IF EXISTS dawdle CASCADE",
            cancellationToken
        );

    private static Task<Injection> RevokeAsync(FaultStack stack, int oneIn, CancellationToken cancellationToken)
    {
        var requests = 0;
        return InjectAsync(
            stack,
            2,
            (reader, _) =>
                Interlocked.Increment(ref requests) % oneIn == 0 ? reader.ProgressAsync() : reader.ShelvesAsync(),
            "REVOKE SELECT ON reading_progress FROM muejam_api",
            "GRANT SELECT ON reading_progress TO muejam_api",
            cancellationToken
        );
    }

    private static async Task<Injection> LockAsync(FaultStack stack, CancellationToken cancellationToken)
    {
        var stop = new TaskCompletionSource();
        var injection = await InjectAsync(
            stack,
            10,
            (reader, worker) => reader.RenameAsync(worker),
            "SELECT 1",
            "SELECT 1",
            cancellationToken
        );
        var locking = Task.Run(
            async () =>
            {
                await using var locker = await Database.OpenAsync(stack, "postgres", Library);
                while (!stop.Task.IsCompleted)
                {
                    // Readers are not held up by it, nor is the replica.
                    await locker.ScalarAsync<object>(
                        "BEGIN; LOCK TABLE shelves IN SHARE MODE; SELECT pg_sleep(0.38); COMMIT"
                    );
                }
            },
            CancellationToken.None
        );
        return injection with
        {
            UndoAsync = async () =>
            {
                await injection.UndoAsync();
                stop.SetResult();
                await locking;
            },
        };
    }

    private static async Task<Injection> PauseReplayAsync(FaultStack stack, CancellationToken cancellationToken)
    {
        var began = DateTimeOffset.UtcNow;
        await ExecuteAsync(stack, "postgres-replica", "SELECT pg_wal_replay_pause()");
        await ExecuteAsync(stack, "postgres", "SELECT txid_current()");
        // Replay that goes on again may end the very statement that let it.
        return new Injection(
            began,
            () =>
                Eventually.GetAsync(
                    async _ =>
                    {
                        await ExecuteAsync(stack, "postgres-replica", "SELECT pg_wal_replay_resume()");
                        return true;
                    },
                    done => done,
                    what: "replay goes on"
                )
        );
    }

    private static async Task<Injection> RefuseReplicaAsync(FaultStack stack, CancellationToken cancellationToken)
    {
        var began = DateTimeOffset.UtcNow;
        await ExecuteAsync(stack, "postgres", "ALTER ROLE replicator NOLOGIN");
        await ExecuteAsync(
            stack,
            "postgres",
            "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active"
        );
        return new Injection(began, () => ExecuteAsync(stack, "postgres", "ALTER ROLE replicator LOGIN"));
    }
}
