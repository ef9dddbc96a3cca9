using MueJam.Api.Data;

namespace MueJam.Tests.Resilience;

/// <summary>
/// A look at a server spares statements the question only while the server is surely the one that was seen.
/// </summary>
public sealed class LookedHorizonTests
{
    private const long Write = 700;

    private readonly LookedHorizon _looked = new();

    [Fact]
    public void Before_the_first_look_each_statement_asks() => Assert.True(Entered(wanted: 0).MustAsk());

    [Theory]
    [InlineData(Write + 1, false)]
    [InlineData(Write, true)]
    [InlineData(Write - 1, true)]
    public void A_statement_asks_unless_the_last_write_had_ended_at_the_look(long seen, bool asks)
    {
        _looked.EndLook(_looked.BeginLook(), seen);
        var horizon = Entered(Write);
        Assert.Equal(asks, horizon.MustAsk());
        Assert.Equal(asks ? long.MaxValue : seen, horizon.Xact);
    }

    [Fact]
    public void After_a_connection_was_opened_each_statement_asks_until_the_next_look()
    {
        _looked.EndLook(_looked.BeginLook(), Write + 1);
        _looked.Forget();
        Assert.True(Entered(Write).MustAsk());
        _looked.EndLook(_looked.BeginLook(), Write + 1);
        Assert.False(Entered(Write).MustAsk());
    }

    [Fact]
    public void A_look_that_began_before_a_connection_was_opened_tells_nothing()
    {
        var look = _looked.BeginLook();
        _looked.Forget();
        _looked.EndLook(look, Write + 1);
        Assert.True(Entered(Write).MustAsk());
    }

    [Fact]
    public void An_answer_has_seen_no_more_than_each_of_its_statements()
    {
        var horizon = Entered(Write);
        _looked.EndLook(_looked.BeginLook(), Write + 1);
        Assert.False(horizon.MustAsk());
        _looked.EndLook(_looked.BeginLook(), Write + 2);
        Assert.False(horizon.MustAsk());
        Assert.Equal(Write + 1, horizon.Xact);
    }

    private Horizon Entered(long wanted)
    {
        var horizon = Horizon.Open(wanted);
        horizon.Enter(_looked);
        return horizon;
    }
}
