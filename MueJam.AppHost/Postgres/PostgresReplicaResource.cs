namespace MueJam.AppHost.Postgres;

/// <summary>A streaming replica: a server of its own that opens with the primary's credentials.</summary>
/// <param name="name">The resource's name; also the name of its replication slot, with <c>_</c> for <c>-</c>.</param>
/// <param name="primary">The server whose WAL it streams.</param>
public sealed class PostgresReplicaResource(string name, PostgresServerResource primary)
    : PostgresServerResource(name, primary.UserNameParameter, primary.PasswordParameter)
{
    /// <summary>The server whose WAL it streams.</summary>
    public PostgresServerResource Primary { get; } = primary;

    /// <summary>
    /// The physical replication slot on the primary that keeps the WAL this replica has not yet received.
    /// </summary>
    public string SlotName { get; } = name.Replace('-', '_');
}
