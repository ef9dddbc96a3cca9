using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Faults;

/// <summary>The stack of the fault suite, under the time-lapse, and what watches it.</summary>
public class FaultStack : RunningStack
{
    /// <summary>
    /// The connections of each pool: of 50, two that change hands at the moment of a scrape would decide about 95 %.
    /// </summary>
    internal const int MaxPoolSize = 100;

    private Prometheus? _prometheus;
    private Alertmanager? _alertmanager;
    private Inbox? _inbox;

    internal Prometheus Prometheus => _prometheus!;

    internal Alertmanager Alertmanager => _alertmanager!;

    internal Inbox Inbox => _inbox!;

    internal FaultTable Table { get; } = new();

    /// <summary>Whether the addresses of the runbooks' commands are those of this stack.</summary>
    internal virtual bool HasRunbookAddresses => true;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _prometheus = new Prometheus(CreateServerClient("prometheus"));
        _alertmanager = new Alertmanager(CreateServerClient("alertmanager"));
        _inbox = new Inbox(App.CreateHttpClient("inbox", "http"));

        // A replica that lost its primary tries again after a duration, too.
        await using var replica = await Database.OpenAsync(this, "postgres-replica");
        await replica.ScalarAsync<object>(
            $"ALTER SYSTEM SET wal_retrieve_retry_interval = '{TimeLapse.Text(TimeLapse.Of(TimeSpan.FromSeconds(5)))}'"
        );
        await replica.ScalarAsync<object>("SELECT pg_reload_conf()");

        // Before the first scrape there is nothing to be seen, which is told in a time as short as this.
        await OverAsync();
    }

    /// <summary>Waits until nothing fires, and all who were told of something have been told of its end.</summary>
    internal async Task OverAsync()
    {
        await QuietAsync();
        await Eventually.GetAsync(
            Inbox.MessagesAsync,
            messages => !new News(messages).IsOpen,
            what: "what was told before is over"
        );
    }

    /// <summary>Waits until nothing fires and nothing is pending but the alert that always fires.</summary>
    internal async Task QuietAsync()
    {
        await Eventually.GetAsync(
            async token => string.Join(", ", await Prometheus.AlertsAsync(token)),
            alerts => alerts == "Watchdog firing",
            what: "nothing but Watchdog fires"
        );
        await Eventually.GetAsync(
            async token => string.Join(", ", (await Alertmanager.AlertsAsync(token)).Select(alert => alert.Name)),
            alerts => alerts is "Watchdog" or "",
            what: "Alertmanager has nothing but Watchdog"
        );
    }

    /// <summary>Waits until the dead-man's switch is called again.</summary>
    internal async Task WatchdogHeardAsync()
    {
        var before = await Inbox.WatchdogHeardAsync(CancellationToken.None);
        await Eventually.GetAsync(
            Inbox.WatchdogHeardAsync,
            heard => heard is not null && (before is null || heard > before),
            what: "the dead-man's switch hears the watchdog"
        );
    }

    /// <summary>
    /// Waits until the dead-man's switch has not been called for three minutes of rule time, when it raises the alarm.
    /// </summary>
    internal Task WatchdogMissedAsync() =>
        Eventually.GetAsync(
            Inbox.WatchdogHeardAsync,
            heard => DateTimeOffset.UtcNow - heard > TimeLapse.Of(TimeSpan.FromMinutes(3)),
            what: "the dead-man's switch misses the watchdog"
        );

    /// <summary>
    /// Makes Prometheus forget the alerts that are over, by taking the rules away and giving them back. It says for 15
    /// minutes that they are, which no
    /// setting scales, and Alertmanager repeats it in the next message of the same group: hours later in rule time. And
    /// Alertmanager its empty groups, which
    /// last up to 30 seconds: whoever joins one is not waited for.
    /// </summary>
    internal async Task ForgetResolvedAsync(CancellationToken cancellationToken)
    {
        var (rules, aside) = (ConfigurationFile("prometheus", "alerts"), ConfigurationFile("prometheus", "aside"));
        Directory.Move(rules, aside);
        await Prometheus.ReloadAsync(cancellationToken);
        Directory.Move(aside, rules);
        await Prometheus.ReloadAsync(cancellationToken);
        await QuietAsync();
        var failed = await Alertmanager.FailedAsync(cancellationToken);
        Assert.True(
            (await App.ResourceCommands.ExecuteCommandAsync("alertmanager", "reload", cancellationToken)).Success
        );
        if (await Alertmanager.FailedAsync(cancellationToken) > failed)
        {
            // It cut off what was being sent just then, and that is told as any other failure.
            var noticed = DateTimeOffset.UtcNow + TimeLapse.Of(TimeSpan.FromMinutes(10));
            await Eventually.GetAsync(
                Prometheus.AlertsAsync,
                alerts => alerts.Contains("AlertmanagerNotificationsFailed firing") || DateTimeOffset.UtcNow > noticed,
                what: "the message that was cut off is told"
            );
            await OverAsync();
        }
    }

    /// <summary>A file of the copy of a tool's configuration that this stack runs on.</summary>
    internal string ConfigurationFile(string tool, string name) => Path.Combine(ConfigurationFolder(tool), name);

    protected override IEnumerable<string> Arguments => [$"--Database:MaxPoolSize={MaxPoolSize}"];

    protected override string ScalePrometheus(string text) => TimeLapse.Rules(text);

    protected override string ScaleAlertmanager(string text) => TimeLapse.Routes(text);

    // Durations that no file has: a firing alert is sent again at every evaluation (of once a minute nothing is left
    // between two scrapes), and Alertmanager
    // forgets at once what is over (until then a reload of its files makes it say so again, for which nobody waits
    // here).
    protected override void Change(IDistributedApplicationTestingBuilder builder)
    {
        Container("prometheus").WithArgs($"--rules.alert.resend-delay={TimeLapse.Text(TimeLapse.Evaluation / 2)}");
        Container("alertmanager").WithArgs($"--alerts.gc-interval={TimeLapse.Text(TimeLapse.Evaluation)}");

        IResourceBuilder<ContainerResource> Container(string name) =>
            builder.CreateResourceBuilder(
                builder.Resources.OfType<ContainerResource>().Single(resource => resource.Name == name)
            );
    }
}

/// <summary>Alone on the machine: times are measured.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FaultCollection : ICollectionFixture<FaultStack>
{
    public const string Name = "Faults";
}
