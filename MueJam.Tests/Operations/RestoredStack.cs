using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;
using MueJam.Embedded.Programs;
using MueJam.Tests.Support;

namespace MueJam.Tests.Operations;

/// <summary>A stack that was filled, backed up and destroyed, and a new one into which the backup was restored.</summary>
public sealed class RestoredStack : IAsyncLifetime
{
    private const string Metrics = "{__name__=~\"up|pg_up|redis_up|pg_stat_database_numbackends|redis_connected_clients\"}";

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
            using var prometheus = first.App.CreateHttpClient("prometheus", "http");
            var began = DateTimeOffset.UtcNow;
            await Eventually.GetAsync(token => prometheus.QueryAsync("count_over_time(up[1m]) >= 3", token), series => series.Count >= 6);
            var ended = DateTimeOffset.UtcNow;
            Before = await StackContent.ReadAsync(first, slug, Metrics, began, ended);
            var (exitCode, output) = await Ops.RunAsync(first, "backup", Backup);
            Assert.True(exitCode == 0, output);
        }
        finally
        {
            await first.DisposeAsync();
        }

        await Stack.InitializeAsync();
        var (restored, said) = await Ops.RunAsync(Stack, "restore", Backup);
        Assert.True(restored == 0, said);
        After = await StackContent.ReadAsync(Stack, Before.Slug, Metrics, Before.Began, Before.Ended);
    }

    public async Task DisposeAsync()
    {
        await Stack.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task SilenceAsync(StackFixture stack)
    {
        using var alertmanager = stack.App.CreateHttpClient("alertmanager", "http");
        using var answer = await alertmanager.PostAsJsonAsync("/api/v2/silences", new
        {
            matchers = new[] { new { name = "alertname", value = "LowCacheHitRate", isRegex = false } },
            startsAt = DateTime.UtcNow,
            endsAt = DateTime.UtcNow.AddHours(6),
            createdBy = "ada",
            comment = "The cache is being moved",
        });
        answer.EnsureSuccessStatusCode();
    }

    private static async Task SaveDashboardAsync(StackFixture stack)
    {
        using var grafana = await GrafanaClient.ConnectAsync(stack);
        var dashboard = new JsonObject { ["uid"] = "made-by-hand", ["title"] = "Made by hand", ["panels"] = new JsonArray() };
        using var answer = await grafana.Http.PostAsJsonAsync("/api/dashboards/db", new JsonObject { ["dashboard"] = dashboard, ["overwrite"] = false });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}

/// <summary>What must survive.</summary>
internal sealed record StackContent(
    string Slug, DateTimeOffset Began, DateTimeOffset Ended, string Story, IReadOnlyList<string> Series, IReadOnlyList<string> Silences, IReadOnlyList<string> Dashboards)
{
    public static async Task<StackContent> ReadAsync(StackFixture stack, string slug, string metrics, DateTimeOffset began, DateTimeOffset ended)
    {
        using var api = stack.App.CreateHttpClient("api", "http");
        using var prometheus = stack.App.CreateHttpClient("prometheus", "http");
        using var alertmanager = stack.App.CreateHttpClient("alertmanager", "http");
        using var grafana = await GrafanaClient.ConnectAsync(stack);
        var story = await api.JsonAsync($"/v1/stories/{slug}");
        var range = await prometheus.JsonAsync(PrometheusQuery.Over(metrics, began, ended, TimeSpan.FromSeconds(1)));
        var silences = (await alertmanager.JsonAsync("/api/v2/silences")).AsArray();
        var dashboards = (await grafana.Http.JsonAsync("/api/search?type=dash-db")).AsArray();
        return new StackContent(
            slug, began, ended, $"{story["title"]} by {story["author"]?.ToJsonString()}: {story["blurb"]}",
            [.. range["data"]!["result"]!.AsArray().Select(series => series!.ToJsonString()).Order(StringComparer.Ordinal)],
            [.. silences.Select(s => $"{s!["matchers"]!.ToJsonString()} {s["endsAt"]} {s["createdBy"]} {s["comment"]}")],
            [.. dashboards.Select(d => $"{d!["uid"]} {d["title"]} {d["folderUid"]}").Order(StringComparer.Ordinal)]);
    }
}
