namespace MueJam.Api.Data;

/// <summary>
/// Which transaction wrote each tag last, as far as this instance knows: from its own writes, from the others'
/// messages, and at least once a second from
/// <see cref="WriteLog"/>. It only grows: a message that comes late or twice changes nothing.
/// </summary>
public sealed class KnownWrites
{
    private readonly long[] _last = new long[Tags.Count];

    /// <summary>Of each tag the look at the log that tells what is not known of it.</summary>
    private readonly long[] _doubtUntil = new long[Tags.Count];

    private long _begun;
    private long _done;

    /// <summary>Before the first look at the log nothing is known of any tag.</summary>
    public KnownWrites() => Array.Fill(_doubtUntil, 1);

    /// <summary>Whether what was made of these tags is as they are now.</summary>
    /// <param name="tags">The tags.</param>
    /// <param name="asOf">The last write to any of them that is in it.</param>
    public bool Hold(ReadOnlySpan<short> tags, long asOf)
    {
        foreach (var tag in tags)
        {
            if (Volatile.Read(ref _last[tag]) > asOf || IsDoubtful(tag))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The last write to any of these tags that is known.</summary>
    /// <param name="tags">The tags.</param>
    public long Last(ReadOnlySpan<short> tags)
    {
        var last = 0L;
        foreach (var tag in tags)
        {
            last = Math.Max(last, Volatile.Read(ref _last[tag]));
        }

        return last;
    }

    /// <summary>A transaction has written these tags.</summary>
    /// <param name="tags">The tags.</param>
    /// <param name="xact">The transaction.</param>
    public void Wrote(ReadOnlySpan<short> tags, long xact)
    {
        foreach (var tag in tags)
        {
            var last = Volatile.Read(ref _last[tag]);
            while (last < xact && Interlocked.CompareExchange(ref _last[tag], xact, last) is var found && found != last)
            {
                last = found;
            }
        }
    }

    /// <summary>Perhaps these tags were written: nothing made of them is believed before the log has told.</summary>
    /// <param name="tags">The tags.</param>
    public void Doubt(ReadOnlySpan<short> tags)
    {
        foreach (var tag in tags)
        {
            // A look that has begun may have come too early.
            Volatile.Write(ref _doubtUntil[tag], Volatile.Read(ref _begun) + 1);
        }
    }

    /// <summary>A look at the log begins.</summary>
    /// <returns>Its number.</returns>
    internal long BeginLook() => Interlocked.Increment(ref _begun);

    /// <summary>What a look at the log found has been taken over.</summary>
    /// <param name="look">Its number.</param>
    internal void EndLook(long look) => Volatile.Write(ref _done, Math.Max(look, Volatile.Read(ref _done)));

    private bool IsDoubtful(short tag) => Volatile.Read(ref _doubtUntil[tag]) > Volatile.Read(ref _done);
}
