namespace MueJam.Tests.Notifications;

/// <summary>A change of Alertmanager's files arrives without a restart.</summary>
[Collection(StackCollection.Name)]
public sealed class ReloadTests(StackFixture stack, AlertsByHand alerts) : IClassFixture<AlertsByHand>, IAsyncLifetime
{
    private readonly AlertmanagerFile _file = new(stack, alerts);

    public Task InitializeAsync() => _file.OpenAsync();

    public async Task DisposeAsync()
    {
        // First the end of the alerts: those who were told of them are asked for by the edited file.
        await alerts.ClearAsync();
        await WriteAsync(_file.Original);
    }

    [Fact]
    public async Task A_new_recipient_gets_the_next_message()
    {
        await EditAsync("to: ops-team@muejam-library.com", "to: new-team@muejam-library.com");

        await alerts.PostAsync(AlertsByHand.Alert("AfterTheEdit", "info", "monitoring"));

        await alerts.ArrivedAsync("AfterTheEdit", "firing", "email new-team@muejam-library.com");
    }

    [Fact]
    public async Task A_broken_file_leaves_the_old_configuration_in_force_and_says_where_it_is_broken()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var line =
            Array.FindIndex(
                _file.Original.Split('\n'),
                text => text.Contains("receiver: warning", StringComparison.Ordinal)
            ) + 1;
        await EditAsync("    - receiver: warning", "    - receivr: warning", isValid: false);

        // By its name: other tests of this stack have files refused too.
        var logged = await stack.LoggedAsync(
            "alertmanager",
            text =>
                text.Contains("refused", StringComparison.Ordinal)
                && text.Contains("receivr", StringComparison.Ordinal),
            timeout.Token
        );

        Assert.Contains($"line {line}", logged, StringComparison.Ordinal);
        await alerts.PostAsync(AlertsByHand.Alert("AfterTheMistake", "warning", "monitoring"));
        await alerts.ArrivedAsync("AfterTheMistake", "firing", "slack #alerts", "email ops-team@muejam-library.com");
        Assert.False(
            (await stack.App.ResourceCommands.ExecuteCommandAsync("alertmanager", "reload", timeout.Token)).Success
        );
    }

    [Fact]
    public async Task A_maintenance_window_mutes_all_but_critical_alerts()
    {
        await EditAsync(
            "    time_intervals: []",
            "    time_intervals: [{ times: [{ start_time: '00:00', end_time: '24:00' }] }]"
        );
        var warning = AlertsByHand.Alert("PlannedWork", "warning", "database");
        var critical = AlertsByHand.Alert("Unplanned", "critical", "database");
        var later = AlertsByHand.Alert("UnplannedToo", "critical", "cache");

        await alerts.PostAsync(warning);
        await alerts.PostAsync(critical);
        await alerts.ArrivedAsync("Unplanned", "firing", [.. EveryAlert.Destinations("critical", "database")]);
        await alerts.PostAsync(later);
        var messages = await alerts.ArrivedAsync(
            "UnplannedToo",
            "firing",
            [.. EveryAlert.Destinations("critical", "cache")]
        );
        Assert.DoesNotContain(messages, message => message.Announces("PlannedWork", "firing"));

        // These end before the next reload: a message that it cuts off is in no log, and Alertmanager does not tell the
        // end of what it does not know to have told.
        await alerts.ResolveAsync(critical, later);
        await alerts.ArrivedAsync("Unplanned", "resolved", [.. EveryAlert.Destinations("critical", "database")]);
        await alerts.ArrivedAsync("UnplannedToo", "resolved", [.. EveryAlert.Destinations("critical", "cache")]);

        // What still fires when the window ends is sent then.
        await WriteAsync(_file.Original);
        await alerts.ArrivedAsync("PlannedWork", "firing", [.. EveryAlert.Destinations("warning", "database")]);
    }

    private Task EditAsync(string text, string replacement, bool isValid = true) =>
        WriteAsync(_file.Edited(text, replacement), isValid);

    /// <summary>Writes the file in place, and waits until it is in force.</summary>
    private Task WriteAsync(string text, bool isValid = true) =>
        isValid
            ? _file.InForceAsync(() => File.WriteAllTextAsync(_file.Path, text))
            : File.WriteAllTextAsync(_file.Path, text);
}
