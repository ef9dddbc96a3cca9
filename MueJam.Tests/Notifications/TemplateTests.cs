using System.Text.RegularExpressions;

namespace MueJam.Tests.Notifications;

/// <summary>Templates that would fail with the next message are refused when they are saved.</summary>
[Collection(StackCollection.Name)]
public sealed class TemplateTests(StackFixture stack, AlertsByHand alerts) : IClassFixture<AlertsByHand>, IAsyncLifetime
{
    private const string Pattern = "  - templates/*.tmpl";

    private readonly AlertmanagerFile _file = new(stack, alerts);

    public Task InitializeAsync() => _file.OpenAsync();

    public async Task DisposeAsync()
    {
        await alerts.ClearAsync();
        await InForceAsync(_file.Original);
    }

    [Theory]
    [InlineData(Pattern, "  - template/*.tmpl", @"line 15: templates: 'template/\*\.tmpl' matches no file")]
    [InlineData(Pattern, "  - /srv/*.tmpl", @"line 15: templates: '/srv/\*\.tmpl' matches no file")]
    [InlineData(Pattern, "  - templates/[z-a].tmpl", @"line 15: templates: 'templates/\[z-a\]\.tmpl' matches no file")]
    [InlineData(Pattern, "  - templates/slack.tmpl", @"line \d+: template ""muejam\.headline"" is defined in no file")]
    [InlineData(
        "\"muejam.slack.text\"",
        "\"muejam.slack.txt\"",
        @"line \d+: template ""muejam\.slack\.txt"" is defined in no file"
    )]
    public async Task It_is_refused_by_its_name_and_what_runs_stays(string text, string replacement, string reason)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await ReplaceAsync(_file.Edited(text, replacement));
        await stack.LoggedAsync(
            "alertmanager",
            line => line.Contains("refused", StringComparison.Ordinal) && Regex.IsMatch(line, reason),
            timeout.Token
        );

        var (isGood, output) = await Ops.RunAsync(stack, "alertmanager", "reload");
        Assert.False(isGood);
        Assert.Matches(reason, output);
        await Ops.DoctorFindsAsync(stack, "The files of Alertmanager are refused: alertmanager.yml, line ");
        var status = await alerts.Alertmanager.JsonAsync("/api/v2/status");
        var running = $"{status["config"]!["original"]}";
        Assert.Contains("templates/*.tmpl", running, StringComparison.Ordinal);
        Assert.Contains("muejam.slack.text", running, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("['/etc/alertmanager/templates/*.tmpl']")]
    [InlineData("[\"./templates/[a-z]*.tmpl\"]")]
    [InlineData("['/etc/alertmanager/templates/[a-z]*.tmpl']")]
    [InlineData("['/etc/alertmanager/templates/*']")]
    public async Task A_pattern_as_in_configurations_of_others_finds_the_same_files(string patterns)
    {
        await InForceAsync(_file.Edited($"templates:\n{Pattern}", $"templates: {patterns}"));
        var (isGood, output) = await Ops.RunAsync(stack, "alertmanager", "reload");
        Assert.True(isGood, output);

        await alerts.PostAsync(AlertsByHand.Alert("WithTheirPattern", "info", "monitoring"));
        await alerts.ArrivedAsync("WithTheirPattern", "firing", "email ops-team@muejam-library.com");
    }

    [Fact]
    public async Task A_message_that_cannot_be_written_is_found_with_the_reason()
    {
        await InForceAsync(_file.Edited("'{{ template \"muejam.headline\" . }}'", "'{{ .NoSuchField }}'"));
        await alerts.PostAsync(AlertsByHand.Alert("Unwritable", "info", "monitoring"));
        var diagnosis = await Eventually.GetAsync(
            async _ => (await Ops.RunAsync(stack, "prometheus", "doctor")).Output,
            said => Regex.IsMatch(said, @"PROBLEM: Sending by email failed \d+ times .*NoSuchField")
        );
        Assert.Contains("do: Correct what the receiver says in", diagnosis, StringComparison.Ordinal);

        // A message that is sent ends the finding: the next test finds none.
        await InForceAsync(_file.Original);
        await alerts.ArrivedAsync("Unwritable", "firing", "email ops-team@muejam-library.com");
        Assert.True((await Ops.RunAsync(stack, "alertmanager", "test-alert")).IsGood);
    }

    /// <summary>Writes the file, and waits until it is in force: a reload cuts off what is being sent.</summary>
    private Task InForceAsync(string text) => _file.InForceAsync(() => ReplaceAsync(text));

    /// <summary>In one step, so that it is read once.</summary>
    private async Task ReplaceAsync(string text)
    {
        await File.WriteAllTextAsync($"{_file.Path}.new", text);
        File.Move($"{_file.Path}.new", _file.Path, overwrite: true);
    }
}
