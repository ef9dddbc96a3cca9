using System.Globalization;
using System.Net;
using System.Text.Json;

namespace MueJam.Operations.Servers;

/// <summary>Prometheus's HTTP API.</summary>
internal sealed class PrometheusApi(HttpClient http)
{
    private const string Name = "Prometheus";

    /// <summary>An instant query.</summary>
    public async Task<IReadOnlyList<Sample>> QueryAsync(string query, CancellationToken cancellationToken)
    {
        var data = await GetAsync<Vector>($"query?query={Uri.EscapeDataString(query)}", cancellationToken);
        return
        [
            .. data.Result.Select(series => new Sample(
                series.Metric,
                double.Parse(series.Value[1].GetString()!, CultureInfo.InvariantCulture)
            )),
        ];
    }

    /// <summary>The value of a query that has one; null without a series.</summary>
    public async Task<double?> ValueAsync(string query, CancellationToken cancellationToken) =>
        (await QueryAsync(query, cancellationToken)) is [var one, ..] ? one.Value : null;

    /// <summary>What it scrapes.</summary>
    public async Task<IReadOnlyList<Target>> TargetsAsync(CancellationToken cancellationToken) =>
        (await GetAsync<TargetList>("targets?state=active", cancellationToken)).ActiveTargets;

    /// <summary>The rules that it evaluates, by the groups of their files.</summary>
    public async Task<IReadOnlyList<RuleGroup>> RulesAsync(CancellationToken cancellationToken) =>
        (await GetAsync<RuleGroupList>("rules", cancellationToken)).Groups;

    /// <summary>What is pending or fires, by its own rules.</summary>
    public async Task<IReadOnlyList<RuleAlert>> AlertsAsync(CancellationToken cancellationToken) =>
        (await GetAsync<AlertList>("alerts", cancellationToken)).Alerts;

    /// <summary>How many Alertmanagers it sends to.</summary>
    public async Task<int> AlertmanagersAsync(CancellationToken cancellationToken) =>
        (await GetAsync<AlertmanagerList>("alertmanagers", cancellationToken)).ActiveAlertmanagers.Count;

    /// <summary>Its version, such as <c>3.15.0</c>.</summary>
    public async Task<string> VersionAsync(CancellationToken cancellationToken) =>
        (await GetAsync<BuildInformation>("status/buildinfo", cancellationToken)).Version;

    /// <summary>The labels of every series that has samples up to a time.</summary>
    public Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> SeriesAsync(
        DateTimeOffset until,
        CancellationToken cancellationToken
    ) =>
        GetAsync<IReadOnlyList<IReadOnlyDictionary<string, string>>>(
            $"series?{EverythingUntil(until)}",
            cancellationToken
        );

    /// <summary>The names of all metrics that it has samples of.</summary>
    public Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken) =>
        GetAsync<IReadOnlyList<string>>("label/__name__/values", cancellationToken);

    /// <summary>Whether it has samples of any series that a selector chooses.</summary>
    public async Task<bool> HasSeriesAsync(string selector, CancellationToken cancellationToken) =>
        (
            await GetAsync<IReadOnlyList<object>>(
                $"series?match[]={Uri.EscapeDataString(selector)}&start=0&limit=1",
                cancellationToken
            )
        ).Count > 0;

    /// <summary>Deletes all samples up to a time, and gives the space of those in blocks back.</summary>
    public async Task DeleteSeriesAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        await PostAsync<object>($"admin/tsdb/delete_series?{EverythingUntil(until)}", cancellationToken);
        await PostAsync<object>("admin/tsdb/clean_tombstones", cancellationToken);
    }

    /// <summary>Makes a snapshot.</summary>
    /// <returns>The name of its folder in <c>snapshots</c> of the data folder.</returns>
    public async Task<string> SnapshotAsync(CancellationToken cancellationToken) =>
        (await PostAsync<Snapshot>("admin/tsdb/snapshot", cancellationToken))!.Name;

    /// <summary>One of its own metrics, as it is now; null without a sample.</summary>
    public Task<double?> MetricAsync(string name, CancellationToken cancellationToken) =>
        MetricsText.SumAsync(http, Name, name, "", cancellationToken);

    /// <summary>
    /// The path of one of its pages: the name alone, or under <c>classic</c> where there is no newer one.
    /// </summary>
    public async Task<string> PageAsync(string page, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/{page}");
        using var answer = await http.SendOrExplainAsync(Name, request, cancellationToken);
        return answer.StatusCode == HttpStatusCode.NotFound ? $"/classic/{page}" : $"/{page}";
    }

    /// <summary>Reads the configuration files again.</summary>
    /// <returns>The refusal, or null.</returns>
    public async Task<string?> ReloadAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/-/reload");
        using var answer = await http.SendOrExplainAsync(Name, request, cancellationToken);
        return answer.IsSuccessStatusCode ? null : (await answer.Content.ReadAsStringAsync(cancellationToken)).Trim();
    }

    private static string EverythingUntil(DateTimeOffset until) =>
        $"match[]={Uri.EscapeDataString("{__name__=~\".+\"}")}"
        + $"&start=0&end={until.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}";

    private async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken)
    {
        var answer = await http.JsonAsync<Answer<T>>(
            Name,
            HttpMethod.Get,
            $"/api/v1/{path}",
            null,
            JsonSerializerOptions.Web,
            cancellationToken
        );
        return answer is { Data: { } data }
            ? data
            : throw new HttpRequestException($"{Name} answers {path} without data.");
    }

    private async Task<T?> PostAsync<T>(string path, CancellationToken cancellationToken)
    {
        var answer = await http.JsonAsync<Answer<T>>(
            Name,
            HttpMethod.Post,
            $"/api/v1/{path}",
            null,
            JsonSerializerOptions.Web,
            cancellationToken
        );
        return answer is null ? default : answer.Data;
    }

    private sealed record Answer<T>(T? Data);

    private sealed record Vector(IReadOnlyList<VectorSample> Result);

    private sealed record VectorSample(IReadOnlyDictionary<string, string> Metric, IReadOnlyList<JsonElement> Value);

    private sealed record TargetList(IReadOnlyList<Target> ActiveTargets);

    private sealed record RuleGroupList(IReadOnlyList<RuleGroup> Groups);

    private sealed record AlertList(IReadOnlyList<RuleAlert> Alerts);

    private sealed record AlertmanagerList(IReadOnlyList<object> ActiveAlertmanagers);

    private sealed record BuildInformation(string Version);

    private sealed record Snapshot(string Name);
}

/// <summary>A series' labels and its value.</summary>
internal sealed record Sample(IReadOnlyDictionary<string, string> Labels, double Value)
{
    public string this[string label] => Labels.GetValueOrDefault(label, "");
}

/// <summary>Something that Prometheus scrapes.</summary>
/// <param name="Labels">With <c>job</c> and <c>instance</c>.</param>
/// <param name="Health"><c>up</c>, <c>down</c> or <c>unknown</c>.</param>
/// <param name="LastError">Empty when the last scrape succeeded.</param>
/// <param name="LastScrape">When that was; the year 1 before the first one.</param>
/// <param name="ScrapeUrl">Where.</param>
internal sealed record Target(
    IReadOnlyDictionary<string, string> Labels,
    string Health,
    string LastError,
    DateTimeOffset LastScrape,
    string ScrapeUrl
)
{
    public string Job => Labels.GetValueOrDefault("job", "");

    public string Instance => Labels.GetValueOrDefault("instance", "");
}

/// <summary>A group of rules.</summary>
/// <param name="Name">Its name.</param>
/// <param name="File">The file that it is from.</param>
/// <param name="Rules">Its rules.</param>
internal sealed record RuleGroup(string Name, string File, IReadOnlyList<Rule> Rules);

/// <summary>A rule.</summary>
/// <param name="Name">Of the alert, or of the series that it records.</param>
/// <param name="Health"><c>ok</c>, <c>err</c> or <c>unknown</c>.</param>
/// <param name="State"><c>inactive</c>, <c>pending</c> or <c>firing</c>; null for a recording rule.</param>
/// <param name="LastError">Why its expression failed.</param>
/// <param name="Query">Its expression.</param>
/// <param name="Duration">For so many seconds it must be true before an alert fires.</param>
/// <param name="Alerts">What is pending or fires; null for a recording rule.</param>
internal sealed record Rule(
    string Name,
    string Health,
    string? State,
    string? LastError,
    string Query,
    double Duration,
    IReadOnlyList<RuleAlert>? Alerts
);

/// <summary>An alert as Prometheus has it.</summary>
/// <param name="State"><c>pending</c> or <c>firing</c>.</param>
/// <param name="ActiveAt">Since when its rule's expression is true.</param>
/// <param name="Labels">With <c>alertname</c>.</param>
/// <param name="Annotations">With <c>summary</c>.</param>
internal sealed record RuleAlert(
    string State,
    DateTimeOffset ActiveAt,
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyDictionary<string, string> Annotations
)
{
    public string this[string label] => Labels.GetValueOrDefault(label, "");
}
