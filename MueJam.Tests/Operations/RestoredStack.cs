using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;
using MueJam.LocalPrograms.Files;

namespace MueJam.Tests.Operations;

/// <summary>
/// A stack that was filled, backed up and destroyed, and a new one into which the backup was restored.
/// </summary>
public sealed class RestoredStack : IAsyncLifetime
{
    private static readonly string[] Measured =
    [
        "{__name__=~\"up|pg_up|redis_up|pg_stat_database_numbackends|redis_connected_clients\"}",
    ];

    /// <summary>What dashboards ask of hours: samples, rates over a restart, and averages.</summary>
    private static readonly string[] OfHours =
    [
        $"{{job=\"{History.Job}\"}}",
        $"sum(rate(db_query_count{{job=\"{History.Job}\"}}[5m]))",
        $"increase(db_query_count{{job=\"{History.Job}\"}}[1h])",
        $"avg_over_time(replication_lag_seconds{{job=\"{History.Job}\"}}[10m])",
        $"min by (instance) (up{{job=\"{History.Job}\"}})",
    ];

    private readonly TemporaryFolder _folder = TemporaryFolder.Create("muejam-backup-");

    public string Backup => Path.Combine(_folder.FullName, "backup");

    /// <summary>What the first stack held.</summary>
    internal StackContent Before { get; private set; } = null!;

    /// <summary>What the second one held after the restore.</summary>
    internal StackContent After { get; private set; } = null!;

    public StackFixture Stack { get; } = new();

    public async Task InitializeAsync()
    {
        var first = new StackFixture();
        await first.InitializeAsync();
        try
        {
            using var author = LibraryClient.NewUser(first);
            var slug = await author.PostStoryAsync("rescued");
            await SilenceAsync(first);
            await SaveDashboardAsync(first);
            var history = await History.WriteAsync(
                first,
                Directory.CreateDirectory(Path.Combine(_folder.FullName, "history")).FullName
            );
            using var prometheus = first.CreateServerClient("prometheus");
            var began = DateTimeOffset.UtcNow;
            await Eventually.GetAsync(
                token => prometheus.QueryAsync("count_over_time(up[1m]) >= 3", token),
                series => series.Count >= 6
            );
            Before = await StackContent.ReadAsync(
                first,
                slug,
                new RangeQueries(Measured, began, DateTimeOffset.UtcNow, Step: 1),
                new RangeQueries(OfHours, history.First, history.Last, Step: 60)
            );
            var (isGood, output) = await Ops.RunAsync(first, "postgres", "backup", "--folder", Backup);
            Assert.True(isGood, output);
        }
        finally
        {
            await first.DisposeAsync();
        }

        await Stack.InitializeAsync();
        var (restored, said) = await Ops.RunAsync(Stack, "postgres", "restore", "--folder", Backup, "--yes");
        Assert.True(restored, said);
        After = await StackContent.ReadAsync(Stack, Before.Slug, Before.Seconds, Before.Hours);
    }

    public async Task DisposeAsync()
    {
        await Stack.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task SilenceAsync(StackFixture stack)
    {
        using var alertmanager = stack.CreateServerClient("alertmanager");
        await alertmanager.PostSilenceAsync(
            "LowCacheHitRate",
            false,
            DateTimeOffset.UtcNow,
            "ada",
            "The cache is being moved",
            hours: 6
        );
    }

    private static async Task SaveDashboardAsync(StackFixture stack)
    {
        using var grafana = await GrafanaClient.ConnectAsync(stack);
        var dashboard = new JsonObject
        {
            ["uid"] = "made-by-hand",
            ["title"] = "Made by hand",
            ["panels"] = new JsonArray(),
        };
        using var answer = await grafana.Http.PostAsJsonAsync(
            "/api/dashboards/db",
            new JsonObject { ["dashboard"] = dashboard, ["overwrite"] = false }
        );
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}

/// <summary>Queries over a time, at every so many seconds of it.</summary>
internal sealed record RangeQueries(IReadOnlyList<string> Queries, DateTimeOffset Began, DateTimeOffset Ended, int Step)
{
    /// <summary>Every series of every query with all its values, as JSON.</summary>
    public async Task<IReadOnlyList<string>> AskAsync(HttpClient prometheus)
    {
        var series = new List<string>();
        foreach (var query in Queries)
        {
            var answer = await prometheus.JsonAsync(
                PrometheusQuery.Over(query, Began, Ended, TimeSpan.FromSeconds(Step))
            );
            series.AddRange(
                answer["data"]!["result"]!
                    .AsArray()
                    .Select(found => $"{query}: {found!.ToJsonString()}")
                    .Order(StringComparer.Ordinal)
            );
        }

        return series;
    }
}

/// <summary>What must survive.</summary>
internal sealed record StackContent(
    string Slug,
    RangeQueries Seconds,
    RangeQueries Hours,
    string Story,
    IReadOnlyList<string> OfSeconds,
    IReadOnlyList<string> OfHours,
    IReadOnlyList<string> Silences,
    IReadOnlyList<string> Dashboards
)
{
    public static async Task<StackContent> ReadAsync(
        StackFixture stack,
        string slug,
        RangeQueries seconds,
        RangeQueries hours
    )
    {
        using var api = stack.App.CreateHttpClient("api", "http");
        using var prometheus = stack.CreateServerClient("prometheus");
        using var alertmanager = stack.CreateServerClient("alertmanager");
        using var grafana = await GrafanaClient.ConnectAsync(stack);
        var story = await api.JsonAsync($"/v1/stories/{slug}");
        var silences = (await alertmanager.JsonAsync("/api/v2/silences")).AsArray();
        var dashboards = (await grafana.Http.JsonAsync("/api/search?type=dash-db")).AsArray();
        return new StackContent(
            slug,
            seconds,
            hours,
            $"{story["title"]} by {story["author"]?.ToJsonString()}: {story["blurb"]}",
            await seconds.AskAsync(prometheus),
            await hours.AskAsync(prometheus),
            [
                .. silences.Select(s =>
                    $"{s!["matchers"]!.ToJsonString()} {s["endsAt"]} {s["createdBy"]} {s["comment"]}"
                ),
            ],
            [.. dashboards.Select(d => $"{d!["uid"]} {d["title"]} {d["folderUid"]}").Order(StringComparer.Ordinal)]
        );
    }
}
