using MueJam.Operations.Servers;

namespace MueJam.Tests.Operations;

public sealed class MatcherTextTests
{
    [Theory]
    [InlineData("alertname=HighQueryLatency", """{alertname="HighQueryLatency"}""")]
    [InlineData("""{alertname="A, \"b\"",severity!="critical"}""", """{alertname="A, \"b\"", severity!="critical"}""")]
    [InlineData("""severity=~"critical|warning" , team !~ "a.*",""", """{severity=~"critical|warning", team!~"a.*"}""")]
    [InlineData("""{path="C:\\x"}""", """{path="C:\\x"}""")]
    [InlineData("instance=", """{instance=""}""")]
    public void Matchers_are_read_as_Alertmanager_writes_them(string text, string expected)
    {
        var matchers = MatcherText.Parse(text, out var problem);
        Assert.Null(problem);
        Assert.Equal(expected, MatcherText.Format(matchers));
        Assert.Equal(matchers, MatcherText.Parse(expected, out _));
    }

    [Theory]
    [InlineData("", "Give at least one matcher")]
    [InlineData("{}", "Give at least one matcher")]
    [InlineData("HighQueryLatency", "'HighQueryLatency' is no matcher")]
    [InlineData("a=\"b\" c=\"d\"", "'a=\"b\" c=\"d\"' is no matcher")]
    [InlineData("a=\"b\", 1c=d", "'1c=d' is no matcher")]
    [InlineData("a=~\"(\"", "'(' is no pattern")]
    public void What_is_none_is_named(string text, string problem)
    {
        Assert.Empty(MatcherText.Parse(text, out var said));
        Assert.StartsWith(problem, said, StringComparison.Ordinal);
    }
}
