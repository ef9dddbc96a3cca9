namespace MueJam.Api.Telemetry;

/// <summary>
/// Sums over the last 60 seconds, in a ring of one bucket a second: neither its size nor its cost grows with traffic.
/// </summary>
/// <param name="sums">How many sums it holds.</param>
public sealed class SlidingWindow(int sums)
{
    /// <summary>The length of the window in seconds.</summary>
    public const int Seconds = 60;

    private readonly Bucket[] _buckets = [.. Enumerable.Range(0, Seconds).Select(_ => new Bucket(sums))];

    /// <summary>The bucket of this second.</summary>
    public Bucket Current
    {
        get
        {
            var now = Now;
            var bucket = _buckets[now % Seconds];
            bucket.TurnTo(now);
            return bucket;
        }
    }

    /// <summary>A clock that is coarse and costs next to nothing: it is read for every command.</summary>
    private static long Now => Environment.TickCount64 / 1000;

    /// <summary>The sums over the window.</summary>
    public long[] Total()
    {
        var now = Now;
        var total = new long[sums];
        foreach (var bucket in _buckets)
        {
            bucket.AddTo(total, after: now - Seconds);
        }

        return total;
    }

    /// <summary>The sums of one second.</summary>
    public sealed class Bucket
    {
        private readonly long[] _sums;
        private long _second;

        internal Bucket(int sums) => (_sums, _second) = (new long[sums], long.MinValue);

        /// <summary>Adds to a sum.</summary>
        /// <param name="sum">Its number.</param>
        /// <param name="value">What is added.</param>
        public void Add(int sum, long value = 1) => Interlocked.Add(ref _sums[sum], value);

        internal void TurnTo(long second)
        {
            var old = Interlocked.Read(ref _second);
            // The one who turns it empties it; what another records in that moment may be lost from the window, never
            // from a counter.
            if (old != second && Interlocked.CompareExchange(ref _second, second, old) == old)
            {
                for (var i = 0; i < _sums.Length; i++)
                {
                    Interlocked.Exchange(ref _sums[i], 0);
                }
            }
        }

        internal void AddTo(long[] total, long after)
        {
            if (Interlocked.Read(ref _second) > after)
            {
                for (var i = 0; i < total.Length; i++)
                {
                    total[i] += Interlocked.Read(ref _sums[i]);
                }
            }
        }
    }
}
