namespace MueJam.Api.Data;

/// <summary>
/// Up to where all transactions of a server had ended when it was last looked at: a later statement has seen them, and
/// need not ask. Nothing is known once a connection was opened: perhaps the server was started anew, and a replica
/// shows less than before until it has caught up.
/// </summary>
internal sealed class LookedHorizon
{
    private readonly Lock _gate = new();
    private long _xact;
    private int _opened;

    /// <summary>Transactions below it had ended; 0 when nothing is known.</summary>
    public long Xact => Volatile.Read(ref _xact);

    /// <summary>A look begins.</summary>
    /// <returns>What <see cref="EndLook"/> takes.</returns>
    public int BeginLook()
    {
        lock (_gate)
        {
            return _opened;
        }
    }

    /// <summary>A look has found this, unless a connection was opened meanwhile.</summary>
    public void EndLook(int began, long xact)
    {
        lock (_gate)
        {
            Volatile.Write(ref _xact, began == _opened ? xact : 0);
        }
    }

    /// <summary>A connection was opened, or a look had no answer.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _opened++;
            Volatile.Write(ref _xact, 0);
        }
    }
}
