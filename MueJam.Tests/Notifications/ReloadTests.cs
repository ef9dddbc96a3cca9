using MueJam.Tests.Support;

namespace MueJam.Tests.Notifications;

/// <summary>A change of Alertmanager's files arrives without a restart.</summary>
[Collection(StackCollection.Name)]
public sealed class ReloadTests(StackFixture stack, AlertsByHand alerts) : IClassFixture<AlertsByHand>, IAsyncLifetime
{
    private string _original = "";

    private string File => Path.Combine(stack.ConfigurationFolder("alertmanager"), "alertmanager.yml");

    public async Task InitializeAsync()
    {
        _original = await System.IO.File.ReadAllTextAsync(File);
        await alerts.ClearAsync();
    }

    public async Task DisposeAsync()
    {
        await System.IO.File.WriteAllTextAsync(File, _original);
        await InForceAsync(configuration => !configuration.Contains("new-team@", StringComparison.Ordinal) && !configuration.Contains("24:00", StringComparison.Ordinal));
        await alerts.ClearAsync();
    }

    [Fact]
    public async Task A_new_recipient_gets_the_next_message()
    {
        await EditAsync("to: ops-team@muejam-library.com", "to: new-team@muejam-library.com");
        await InForceAsync(configuration => configuration.Contains("new-team@", StringComparison.Ordinal));

        await alerts.PostAsync(AlertsByHand.Alert("AfterTheEdit", "info", "monitoring"));

        await alerts.ArrivedAsync("AfterTheEdit", "firing", "email new-team@muejam-library.com");
    }

    [Fact]
    public async Task A_broken_file_leaves_the_old_configuration_in_force_and_says_where_it_is_broken()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var line = Array.FindIndex(_original.Split('\n'), text => text.Contains("receiver: warning", StringComparison.Ordinal)) + 1;
        await EditAsync("    - receiver: warning", "    - receivr: warning");

        var logged = await stack.LoggedAsync("alertmanager", text => text.Contains("not in force", StringComparison.Ordinal), timeout.Token);

        Assert.Contains($"line {line}", logged, StringComparison.Ordinal);
        Assert.Contains("receivr", logged, StringComparison.Ordinal);
        await alerts.PostAsync(AlertsByHand.Alert("AfterTheMistake", "warning", "monitoring"));
        await alerts.ArrivedAsync("AfterTheMistake", "firing", "slack #alerts", "email ops-team@muejam-library.com");
        Assert.False((await stack.App.ResourceCommands.ExecuteCommandAsync("alertmanager", "reload", timeout.Token)).Success);
    }

    [Fact]
    public async Task A_maintenance_window_mutes_all_but_critical_alerts()
    {
        await EditAsync("    time_intervals: []", "    time_intervals: [{ times: [{ start_time: '00:00', end_time: '24:00' }] }]");
        await InForceAsync(configuration => configuration.Contains("24:00", StringComparison.Ordinal));
        var warning = AlertsByHand.Alert("PlannedWork", "warning", "database");
        var critical = AlertsByHand.Alert("Unplanned", "critical", "database");
        var later = AlertsByHand.Alert("UnplannedToo", "critical", "cache");

        await alerts.PostAsync(warning);
        await alerts.PostAsync(critical);
        await alerts.ArrivedAsync("Unplanned", "firing", [.. EveryAlert.Destinations("critical", "database")]);
        await alerts.PostAsync(later);
        var messages = await alerts.ArrivedAsync("UnplannedToo", "firing", [.. EveryAlert.Destinations("critical", "cache")]);
        Assert.DoesNotContain(messages, message => message.Announces("PlannedWork", "firing"));

        // What still fires when the window ends is sent then.
        await System.IO.File.WriteAllTextAsync(File, _original);
        await alerts.ArrivedAsync("PlannedWork", "firing", [.. EveryAlert.Destinations("warning", "database")]);
    }

    private async Task EditAsync(string text, string replacement)
    {
        Assert.Contains(text, _original, StringComparison.Ordinal);
        await System.IO.File.WriteAllTextAsync(File, _original.Replace(text, replacement, StringComparison.Ordinal));
    }

    private Task InForceAsync(Func<string, bool> condition)
        => Eventually.GetAsync(
            async token => (await alerts.Alertmanager.JsonAsync("/api/v2/status", token))["config"]!["original"]!.GetValue<string>(), condition, what: "the change is in force");
}
