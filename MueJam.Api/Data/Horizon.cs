using Npgsql;

namespace MueJam.Api.Data;

/// <summary>
/// What the statements of one answer had seen: every transaction below the horizon, on whichever server they ran. With
/// what is known of the writes it tells whether the answer may be kept. Each statement asks for it in its own round
/// trip, where somebody has opened one.
/// </summary>
internal sealed class Horizon
{
    /// <summary>In the same batch and before the statement: the statement sees as much or more.</summary>
    public const string Sql = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint";

    private static readonly AsyncLocal<Horizon?> Ambient = new();

    /// <summary>The one that was opened; null when nobody wants to know.</summary>
    public static Horizon? Current => Ambient.Value;

    /// <summary>Transactions below it were seen by every statement.</summary>
    public long Xact { get; set; } = long.MaxValue;

    /// <summary>From now on, until the caller returns, statements tell what they had seen.</summary>
    public static Horizon Open() => Ambient.Value = new Horizon();

    /// <summary>Reads the answer to <see cref="Sql"/>, and goes on to that of the statement.</summary>
    public async Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        await reader.ReadAsync(cancellationToken);
        Xact = Math.Min(Xact, reader.GetInt64(0));
        await reader.NextResultAsync(cancellationToken);
    }
}
