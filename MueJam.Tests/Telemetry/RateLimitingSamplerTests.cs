using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using MueJam.ServiceDefaults;
using OpenTelemetry.Trace;

namespace MueJam.Tests.Telemetry;

public sealed class RateLimitingSamplerTests
{
    private const int PerSecond = 10;

    private readonly FakeTimeProvider _time = new();
    private readonly RateLimitingSampler _sampler;

    public RateLimitingSamplerTests() => _sampler = new RateLimitingSampler(PerSecond, _time);

    [Fact]
    public void A_burst_is_recorded_up_to_the_limit_and_then_one_trace_each_tenth_of_a_second()
    {
        Assert.Equal(PerSecond, Recorded(of: 1000));
        _time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.Equal(0, Recorded(of: 1000));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, Recorded(of: 1000));
    }

    [Fact]
    public void Little_traffic_is_recorded_whole()
    {
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(1, Recorded(of: 1));
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }
    }

    [Fact]
    public void A_silence_is_not_made_up_for()
    {
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(PerSecond, Recorded(of: 1000));
    }

    [Fact]
    public void Traces_that_begin_together_do_not_share_a_permit()
    {
        var recorded = 0;
        Parallel.For(0, 10_000, _ => Interlocked.Add(ref recorded, Recorded(of: 1)));
        Assert.Equal(PerSecond, recorded);
    }

    [Fact]
    public void Fewer_than_one_a_second_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RateLimitingSampler(0, _time));

    private int Recorded(int of) =>
        Enumerable
            .Range(0, of)
            .Count(_ =>
                _sampler
                    .ShouldSample(
                        new SamplingParameters(default, ActivityTraceId.CreateRandom(), "GET", ActivityKind.Server)
                    )
                    .Decision == SamplingDecision.RecordAndSample
            );
}
