namespace MueJam.Api.Data;

/// <summary>The lag of a replica from what was seen of it, and whether to read from it.</summary>
/// <param name="maxLag">Over this it is not read from.</param>
/// <param name="returnLag">Under this it is read from again.</param>
public sealed class ReplicaState(TimeSpan maxLag, TimeSpan returnLag)
{
    private DateTimeOffset? _lastInSync;

    /// <summary>Whether it receives WAL.</summary>
    public bool IsStreaming { get; private set; }

    /// <summary>
    /// Seconds behind the primary; 0 only when it streams and has replayed all it received; null before it was first
    /// seen so.
    /// </summary>
    public double? LagSeconds { get; private set; }

    /// <summary>Whether reads may go there.</summary>
    public bool IsUsable { get; private set; }

    /// <summary>Takes what one look at the replica showed.</summary>
    /// <param name="now">The time.</param>
    /// <param name="isStreaming">It receives WAL.</param>
    /// <param name="hasReplayedAll">It has replayed all it received.</param>
    /// <param name="replayAge">Time since the commit of the last transaction it replayed; null when it knows of
    /// none.</param>
    public void Observe(DateTimeOffset now, bool isStreaming, bool hasReplayedAll, TimeSpan? replayAge)
    {
        IsStreaming = isStreaming;
        if (isStreaming && hasReplayedAll)
        {
            _lastInSync = now;
        }

        // Each is an upper bound: the age of the last transaction alone would call an idle primary's replica late.
        var sinceInSync = now - _lastInSync;
        var lag =
            sinceInSync is null || (isStreaming && replayAge < sinceInSync) ? replayAge ?? sinceInSync : sinceInSync;
        LagSeconds = lag is null ? null : Math.Max(0, lag.Value.TotalSeconds);
        IsUsable = isStreaming && lag is not null && lag < (IsUsable ? maxLag : returnLag);
    }
}
