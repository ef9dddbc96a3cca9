using OpenTelemetry.Trace;

namespace MueJam.ServiceDefaults;

/// <summary>
/// Records the first traces of each moment, up to so many a second: all of them where there is little to see, and no
/// more of them, at no more cost, where there is much.
/// A part of all traces is too few of the one and too many of the other.
/// </summary>
public sealed class RateLimitingSampler : Sampler
{
    private readonly TimeProvider _time;
    private readonly long _second;
    private readonly long _interval;
    private long _next;

    /// <summary>A sampler that has recorded nothing yet.</summary>
    /// <param name="tracesPerSecond">The most it records in a second on average, and at once; at least 1.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 a second.</exception>
    public RateLimitingSampler(int tracesPerSecond, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tracesPerSecond, 1);
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _second = time.TimestampFrequency;
        _interval = _second / tracesPerSecond;
        _next = time.GetTimestamp() - _second;
        Description = FormattableString.Invariant($"RateLimitingSampler{{{tracesPerSecond}}}");
    }

    /// <inheritdoc />
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var now = _time.GetTimestamp();
        while (Interlocked.Read(ref _next) is var next && next <= now - _interval)
        {
            // What was not recorded for longer than a second is not made up for.
            if (Interlocked.CompareExchange(ref _next, Math.Max(next, now - _second) + _interval, next) == next)
            {
                return new SamplingResult(SamplingDecision.RecordAndSample);
            }
        }

        return new SamplingResult(SamplingDecision.Drop);
    }
}
