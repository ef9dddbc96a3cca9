using MueJam.Operations.Doctor;

namespace MueJam.Tests.Operations;

/// <summary>What an expression needs, for rules that can never fire.</summary>
public sealed class RuleExpressionTests
{
    [Theory]
    [InlineData("up == 0")]
    [InlineData("vector(1)")]
    [InlineData("absent(gone{a=\"b\"})")]
    [InlineData("up == 0 or absent(gone)")]
    [InlineData("gone > 1 or up == 0")]
    [InlineData("up unless on (job) gone")]
    [InlineData("gone OR up UNLESS ON (gone) lost")]
    [InlineData("sum by (gone) (rate(up[5m])) / on (gone) group_left (gone) sum without (gone) (up)")]
    [InlineData("sum(up) by (gone) > bool 1 offset 5m @ 1e3 # gone")]
    [InlineData("label_replace(up, \"gone\", 'gone', `gone`, \"{gone}\") > Inf")]
    public void What_it_does_not_need_is_not_missed(string expression) =>
        Assert.Empty(new RuleExpression(expression).Missing(Exists));

    [Theory]
    [InlineData("gone > 1", "gone")]
    [InlineData("up and gone{a=\"}\"} > 1", "gone{a=\"}\"}")]
    [InlineData("rate(gone[5m:1m]) / rate(up[5m])", "gone")]
    [InlineData("gone unless up", "gone")]
    [InlineData("up AND gone", "gone")]
    [InlineData("gone or lost", "gone,lost")]
    [InlineData("(gone or up) and lost", "lost")]
    [InlineData("up * on (job) group_left histogram_quantile(0.9, sum by (le) (gone))", "gone")]
    [InlineData("{__name__=~\"gone.*\"}", "{__name__=~\"gone.*\"}")]
    [InlineData("count(up{job=\"x\"}) by (job) > 1", "up{job=\"x\"}")]
    public void What_it_needs_is_missed(string expression, string missing) =>
        Assert.Equal(missing.Split(','), new RuleExpression(expression).Missing(Exists).Order());

    [Fact]
    public void All_that_it_may_need_is_asked_for() =>
        Assert.Equal(
            ["lost", "up", "up{a=\"b\"}"],
            new RuleExpression("up or up{a=\"b\"} and lost or absent(gone)").Selectors().Order()
        );

    private static bool Exists(string selector) => selector == "up";
}
