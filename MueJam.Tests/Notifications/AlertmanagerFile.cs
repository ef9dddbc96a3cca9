namespace MueJam.Tests.Notifications;

/// <summary>The <c>alertmanager.yml</c> of the stack under test, edited by a test.</summary>
internal sealed class AlertmanagerFile(StackFixture stack, AlertsByHand alerts)
{
    public string Path { get; } = System.IO.Path.Combine(stack.ConfigurationFolder("alertmanager"), "alertmanager.yml");

    /// <summary>As it was before the test.</summary>
    public string Original { get; private set; } = "";

    /// <summary>Keeps what is there, and clears what fires.</summary>
    public async Task OpenAsync()
    {
        Original = await File.ReadAllTextAsync(Path);
        await alerts.ClearAsync();
    }

    /// <summary>The original with another text in one place.</summary>
    public string Edited(string text, string replacement)
    {
        Assert.Contains(text, Original, StringComparison.Ordinal);
        return Original.Replace(text, replacement, StringComparison.Ordinal);
    }

    /// <summary>Writes the file, and waits until it is in force.</summary>
    public async Task InForceAsync(Func<Task> write)
    {
        var before = await LastReloadAsync(CancellationToken.None);
        await write();
        await Eventually.GetAsync(LastReloadAsync, last => last > before, what: "the change is in force");
    }

    private Task<double?> LastReloadAsync(CancellationToken cancellationToken) =>
        alerts.Alertmanager.MetricAsync("alertmanager_config_last_reload_success_timestamp_seconds", cancellationToken);
}
