using System.Text.RegularExpressions;

namespace MueJam.Tests.Operations;

/// <summary>Silences made, seen and ended by commands of Alertmanager's resource.</summary>
[Collection(StackCollection.Name)]
public sealed class SilenceCommandsTests(StackFixture stack)
{
    [Fact]
    public async Task A_silence_is_made_listed_with_what_it_mutes_and_ended()
    {
        using var alertmanager = stack.CreateServerClient("alertmanager");
        var alert = await SilenceableAlert.FireAsync(alertmanager);
        var name = alert.Name;

        var (isGood, made) = await Ops.RunAsync(
            stack,
            "alertmanager",
            "silence",
            "--matchers",
            $"alertname=\"{name}\"",
            "--duration",
            "30m",
            "--author",
            "Ada",
            "--comment",
            "a new disk"
        );
        Assert.True(isGood, made);
        Assert.Contains($"It matches now: {name}", made, StringComparison.Ordinal);
        var id = Regex.Match(made, "id ([0-9a-f-]{36})").Groups[1].Value;

        var listed = await Eventually.GetAsync(
            async _ => (await Ops.RunAsync(stack, "alertmanager", "silences")).Output,
            output => output.Split('\n').Any(line => line.Contains($"| {name} | {id}", StringComparison.Ordinal))
        );
        var line = listed.Split('\n').Single(line => line.Contains(id, StringComparison.Ordinal));
        Assert.All(["Ada", "a new disk", "in force"], part => Assert.Contains(part, line, StringComparison.Ordinal));

        Assert.True((await Ops.RunAsync(stack, "alertmanager", "end-silence", "--id", id[..13])).IsGood);
        Assert.DoesNotContain(
            id,
            (await Ops.RunAsync(stack, "alertmanager", "silences")).Output,
            StringComparison.Ordinal
        );
        await Eventually.GetAsync(alert.StateAsync, state => state == "active");
        Assert.Contains(
            "No silence in force has the id",
            (await Ops.RunAsync(stack, "alertmanager", "end-silence", "--id", id)).Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_maintenance_window_is_a_silence_to_come()
    {
        var (isGood, made) = await Ops.RunAsync(
            stack,
            "alertmanager",
            "silence",
            "--matchers",
            "alertname=~\".+\", severity!=\"critical\"",
            "--starts",
            "2099-03-14T02:00Z",
            "--duration",
            "2h",
            "--comment",
            "the yearly move"
        );
        Assert.True(isGood, made);
        Assert.Contains("from 2099-03-14 02:00 UTC until 2099-03-14 04:00 UTC", made, StringComparison.Ordinal);
        var id = Regex.Match(made, "id ([0-9a-f-]{36})").Groups[1].Value;
        var listed = (await Ops.RunAsync(stack, "alertmanager", "silences")).Output;
        Assert.Contains(
            "2099-03-14 02:00 UTC",
            listed.Split('\n').Single(line => line.Contains(id, StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
        Assert.True((await Ops.RunAsync(stack, "alertmanager", "end-silence", "--id", id)).IsGood);
    }

    [Theory]
    [InlineData("alertname=~\".*\"", "2h", "", "would match every alert")]
    [InlineData("alertname=", "2h", "", "would match alerts without the label alertname: that is what an empty value")]
    [InlineData("alertname=\"X\"", "2h", "2001-01-01T00:00Z", "It would have ended at 2001-01-01 02:00 UTC already")]
    public async Task What_Alertmanager_would_refuse_is_said_in_our_words(
        string matchers,
        string duration,
        string starts,
        string reason
    )
    {
        string[] options = ["--matchers", matchers, "--duration", duration, "--comment", "refused"];
        var (isGood, output) = await Ops.RunAsync(
            stack,
            "alertmanager",
            "silence",
            starts.Length == 0 ? options : [.. options, "--starts", starts]
        );
        Assert.False(isGood);
        Assert.Contains(reason, output, StringComparison.Ordinal);
    }
}
