namespace MueJam.Api.Telemetry;

/// <summary>Counts and sums over the last 60 seconds, in a ring of one bucket a second: neither its size nor its cost grows with traffic.</summary>
/// <param name="time">The clock.</param>
public sealed class SlidingWindow(TimeProvider time)
{
    /// <summary>The length of the window in seconds.</summary>
    public const int Seconds = 60;

    private readonly Bucket[] _buckets = [.. Enumerable.Range(0, Seconds).Select(_ => new Bucket())];

    private long Now => time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Records one event.</summary>
    /// <param name="value">What is summed, such as microseconds.</param>
    /// <param name="isMarked">Counted apart too, such as a failure or a hit.</param>
    public void Record(long value, bool isMarked) => Current().Add(1, value, isMarked ? 1 : 0);

    /// <summary>Counts apart an event that was recorded already.</summary>
    public void Mark() => Current().Add(0, 0, 1);

    /// <summary>The sums over the window.</summary>
    public (long Count, long Sum, long Marked) Total()
    {
        var now = Now;
        var (count, sum, marked) = (0L, 0L, 0L);
        foreach (var bucket in _buckets)
        {
            if (bucket.Second > now - Seconds)
            {
                count += Interlocked.Read(ref bucket.Count);
                sum += Interlocked.Read(ref bucket.Sum);
                marked += Interlocked.Read(ref bucket.Marked);
            }
        }

        return (count, sum, marked);
    }

    private Bucket Current()
    {
        var now = Now;
        var bucket = _buckets[now % Seconds];
        bucket.TurnTo(now);
        return bucket;
    }

    private sealed class Bucket
    {
        public long Second;
        public long Count;
        public long Sum;
        public long Marked;

        public void TurnTo(long second)
        {
            var old = Interlocked.Read(ref Second);
            // The one who turns it empties it; an event recorded in that moment by another may be lost from the window, never from a counter.
            if (old != second && Interlocked.CompareExchange(ref Second, second, old) == old)
            {
                Interlocked.Exchange(ref Count, 0);
                Interlocked.Exchange(ref Sum, 0);
                Interlocked.Exchange(ref Marked, 0);
            }
        }

        public void Add(long count, long sum, long marked)
        {
            Interlocked.Add(ref Count, count);
            Interlocked.Add(ref Sum, sum);
            Interlocked.Add(ref Marked, marked);
        }
    }
}
