using Npgsql;

namespace MueJam.Api.Data;

/// <summary>
/// What the statements of one answer had seen: every transaction below the horizon, on whichever server they ran. With
/// what is known of the writes it tells whether the answer may be kept.
/// </summary>
/// <param name="wanted">The last known write that the answer must have seen.</param>
internal sealed class Horizon(long wanted)
{
    /// <summary>In the same batch and before the statement: the statement sees as much or more.</summary>
    public const string Sql = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint";

    private static readonly AsyncLocal<Horizon?> Ambient = new();

    private LookedHorizon? _looked;

    /// <summary>The one that was opened; null when nobody wants to know.</summary>
    public static Horizon? Current => Ambient.Value;

    /// <summary>Transactions below it were seen by every statement.</summary>
    public long Xact { get; set; } = long.MaxValue;

    /// <summary>From now on, until the caller returns, statements tell what they had seen.</summary>
    /// <param name="wanted">The last known write that the answer must have seen.</param>
    public static Horizon Open(long wanted) => Ambient.Value = new Horizon(wanted);

    /// <summary>The next statements run on a server.</summary>
    /// <param name="looked">What is known of it.</param>
    public void Enter(LookedHorizon looked) => _looked = looked;

    /// <summary>
    /// Whether a statement must ask; it has its connection, so that what is known of the server holds for it.
    /// </summary>
    public bool MustAsk()
    {
        var looked = _looked?.Xact ?? 0;
        if (looked <= wanted)
        {
            return true;
        }

        Xact = Math.Min(Xact, looked);
        return false;
    }

    /// <summary>Reads the answer to <see cref="Sql"/>, and goes on to that of the statement.</summary>
    public async Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        await reader.ReadAsync(cancellationToken);
        Xact = Math.Min(Xact, reader.GetInt64(0));
        await reader.NextResultAsync(cancellationToken);
    }
}
