using Xunit.Abstractions;
using Xunit.Sdk;

namespace MueJam.Tests.Faults;

/// <summary>
/// Every alert by its real cause, from quiet to quiet. <c>docs/fault-suite.md</c> says how it is run and read.
/// </summary>
[Collection(FaultCollection.Name)]
[TestCaseOrderer("MueJam.Tests.Faults.ByRound", "MueJam.Tests")]
public sealed class FaultSuiteTests(FaultStack stack, ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan IdleTime = TimeLapse.Of(TimeSpan.FromMinutes(15));

    /// <summary>
    /// What has no fault here: Watchdog always fires, 10 000 queries a second are more than a test machine can send
    /// (promtool's tests show that one), and of several instances Instances/InstanceFaultsTests kills one.
    /// </summary>
    private static readonly string[] WithoutFault = ["Watchdog", "HighQueryThroughput", "ApplicationInstanceDown"];

    /// <summary>Faults, in order; those that have nothing to do with each other at once, to save time.</summary>
    internal static IReadOnlyList<IReadOnlyList<Fault>> Scenarios { get; } =
    [
        [ServerFaults.Postgres],
        [ServerFaults.Replica, ServerFaults.Redis],
        [ServerFaults.Api],
        [DatabaseFaults.Lock],
        [DatabaseFaults.SlowTrigger],
        [DatabaseFaults.UsedUp],
        // Not together with what is inhibited: Alertmanager forgets for a moment what silences what when it reads its
        // files again.
        [CacheFaults.Crowd, MonitoringFaults.BrokenFiles],
        [DatabaseFaults.FewErrors, DatabaseFaults.RefusedReplica],
        [DatabaseFaults.SomeErrors],
        [DatabaseFaults.ManyErrors],
        [CacheFaults.SomeUnknown, DatabaseFaults.PausedReplay],
        [CacheFaults.MostUnknown],
        [MonitoringFaults.UnreachableSlack],
        [MonitoringFaults.StoppedAlertmanager],
    ];

    public static TheoryData<int, string> Runs
    {
        get
        {
            var rounds = int.TryParse(Environment.GetEnvironmentVariable("MUEJAM_FAULT_ROUNDS"), out var asked)
                ? asked
                : 1;
            var runs = new TheoryData<int, string>();
            foreach (var round in Enumerable.Range(1, rounds))
            {
                foreach (var scenario in Scenarios)
                {
                    runs.Add(round, Name(scenario));
                }
            }

            return runs;
        }
    }

    [Fact]
    public void Every_alert_has_a_fault()
    {
        var told = Scenarios
            .SelectMany(scenario => scenario)
            .SelectMany(fault => fault.Alerts)
            .Where(alert => !alert.IsInhibited)
            .Select(alert => alert.Name);
        Assert.Equal(AlertRule.All.Select(rule => rule.Name).Except(WithoutFault).Order(), told.Distinct().Order());
    }

    [Fact]
    public async Task An_idle_stack_raises_nothing_but_Watchdog_for_15_minutes_of_rule_time()
    {
        await stack.QuietAsync();
        await stack.Inbox.ClearAsync(CancellationToken.None);
        var since = DateTimeOffset.UtcNow;

        var alerts = await Eventually.GetAsync(
            token =>
                stack.Prometheus.Http.QueryAsync(
                    "count by (alertname) "
                        + $"(count_over_time(ALERTS[{(long)(DateTimeOffset.UtcNow - since).TotalMilliseconds}ms]))",
                    token
                ),
            _ => DateTimeOffset.UtcNow - since >= IdleTime,
            IdleTime + TimeSpan.FromSeconds(30),
            "15 minutes of rule time are over"
        );

        Assert.Equal(["Watchdog"], alerts.Select(alert => alert.Labels["alertname"]!.GetValue<string>()));
        Assert.Empty(await stack.Inbox.MessagesAsync(CancellationToken.None));
        await stack.WatchdogHeardAsync();
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task A_fault_is_told_to_whom_it_concerns_and_so_is_its_end(int round, string faults)
    {
        using var timeout = new CancellationTokenSource(Limit);
        await new FaultRun(stack, Scenarios.Single(scenario => Name(scenario) == faults), round).RunAsync(
            timeout.Token
        );
    }

    [Fact]
    public async Task A_stopped_Prometheus_is_missed_by_the_dead_mans_switch()
    {
        using var timeout = new CancellationTokenSource(Limit);
        await stack.WatchdogHeardAsync();
        await stack.StopAsync("prometheus", timeout.Token);
        try
        {
            await stack.WatchdogMissedAsync();
        }
        finally
        {
            await stack.StartAsync("prometheus", CancellationToken.None);
        }

        await stack.WatchdogHeardAsync();
    }

    public void Dispose()
    {
        stack.Table.Write();
        output.WriteLine($"{stack.Table}");
    }

    private static string Name(IEnumerable<Fault> scenario) =>
        string.Join(" and ", scenario.Select(fault => fault.Name));
}

/// <summary>One round after another, each in the order of the list; before them the tests without a round.</summary>
public sealed class ByRound : ITestCaseOrderer
{
    public IEnumerable<TTestCase> OrderTestCases<TTestCase>(IEnumerable<TTestCase> testCases)
        where TTestCase : ITestCase => testCases.OrderBy(test => Place(test.TestMethodArguments));

    private static int Place(object[]? arguments) =>
        arguments is [int round, string faults]
            ? (round * FaultSuiteTests.Scenarios.Count)
                + FaultSuiteTests
                    .Scenarios.TakeWhile(scenario =>
                        string.Join(" and ", scenario.Select(fault => fault.Name)) != faults
                    )
                    .Count()
            : 0;
}
