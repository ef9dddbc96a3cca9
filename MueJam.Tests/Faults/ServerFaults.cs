namespace MueJam.Tests.Faults;

/// <summary>Processes that stop.</summary>
internal static class ServerFaults
{
    public static Fault Postgres { get; } =
        new("postgres stopped", [new("DatabaseInstanceDown", "instance=\"postgres\"")], Stopping("postgres"));

    public static Fault Replica { get; } =
        new(
            "postgres-replica stopped",
            [
                new("DatabaseInstanceDown", "instance=\"postgres-replica\""),
                new("ReplicationLinkDown", Telling: Telling.InhibitedMeanwhile),
                new("HighReplicationLag", Telling: Telling.InhibitedMeanwhile),
            ],
            Stopping("postgres-replica")
        );

    public static Fault Redis { get; } = new("redis stopped", ["RedisInstanceDown"], Stopping("redis"));

    public static Fault Api { get; } = new("api stopped", ["ApplicationDown"], Stopping("api"));

    /// <summary>Stops a resource, and starts it again.</summary>
    private static Func<FaultStack, CancellationToken, Task<Injection>> Stopping(string resource) =>
        async (stack, cancellationToken) =>
        {
            var began = DateTimeOffset.UtcNow;
            await stack.StopAsync(resource, cancellationToken);
            return new Injection(began, () => stack.StartAsync(resource, CancellationToken.None));
        };
}
