using System.Text.Json;

namespace MueJam.Operations.Servers;

/// <summary>Alertmanager's HTTP API.</summary>
internal sealed class AlertmanagerApi(HttpClient http)
{
    private const string Name = "Alertmanager";

    /// <summary>Alerts that fire, silenced and inhibited ones included.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="filters">Matchers, such as <c>alertname="Watchdog"</c>.</param>
    public async Task<IReadOnlyList<Alert>> AlertsAsync(
        CancellationToken cancellationToken,
        params IEnumerable<string> filters
    ) =>
        await GetAsync<IReadOnlyList<Alert>>(
            $"alerts?{string.Join('&', filters.Select(filter => $"filter={Uri.EscapeDataString(filter)}"))}",
            cancellationToken
        ) ?? [];

    /// <summary>Silences, those that have expired included.</summary>
    public async Task<IReadOnlyList<Silence>> SilencesAsync(CancellationToken cancellationToken) =>
        await GetAsync<IReadOnlyList<Silence>>("silences", cancellationToken) ?? [];

    /// <summary>The configuration in use, as YAML, its secrets hidden.</summary>
    public async Task<string> ConfigurationAsync(CancellationToken cancellationToken) =>
        (await GetAsync<Status>("status", cancellationToken))?.Config.Original
        ?? throw new HttpRequestException("Alertmanager shows no configuration.");

    /// <summary>Sends an alert as Prometheus does.</summary>
    public Task SendAsync(SentAlert alert, CancellationToken cancellationToken) =>
        PostAsync<object>("alerts", (SentAlert[])[alert], cancellationToken);

    /// <summary>Makes a silence.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> AddAsync(SilenceContent silence, CancellationToken cancellationToken) =>
        (await PostAsync<AddedSilence>("silences", silence, cancellationToken))?.SilenceID
        ?? throw new HttpRequestException("Alertmanager names no id for the silence.");

    /// <summary>Ends a silence.</summary>
    public Task EndSilenceAsync(string id, CancellationToken cancellationToken) =>
        http.JsonAsync<object>(
            Name,
            HttpMethod.Delete,
            $"/api/v2/silence/{Uri.EscapeDataString(id)}",
            null,
            JsonSerializerOptions.Web,
            cancellationToken
        );

    /// <summary>
    /// The sum of one of its own metrics over all label values but those in <paramref name="label"/>; null without a
    /// sample.
    /// </summary>
    /// <param name="name">The metric.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="label">Such as <c>integration="email"</c>.</param>
    public Task<double?> MetricAsync(string name, CancellationToken cancellationToken, string label = "") =>
        MetricsText.SumAsync(http, Name, name, label, cancellationToken);

    private Task<T?> GetAsync<T>(string path, CancellationToken cancellationToken) =>
        http.JsonAsync<T>(Name, HttpMethod.Get, $"/api/v2/{path}", null, JsonSerializerOptions.Web, cancellationToken);

    private Task<T?> PostAsync<T>(string path, object body, CancellationToken cancellationToken) =>
        http.JsonAsync<T>(Name, HttpMethod.Post, $"/api/v2/{path}", body, JsonSerializerOptions.Web, cancellationToken);

    private sealed record AddedSilence(string SilenceID);

    private sealed record Status(StatusConfiguration Config);

    private sealed record StatusConfiguration(string Original);
}

/// <summary>An alert as one sends it.</summary>
internal sealed record SentAlert(
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyDictionary<string, string> Annotations,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt
);

/// <summary>An alert that Alertmanager knows.</summary>
/// <param name="Labels">With <c>alertname</c>.</param>
/// <param name="Annotations">With <c>summary</c>.</param>
/// <param name="StartsAt">Since when.</param>
/// <param name="Status">Whether people are told.</param>
/// <param name="Receivers">Who is told.</param>
internal sealed record Alert(
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyDictionary<string, string> Annotations,
    DateTimeOffset StartsAt,
    AlertStatus Status,
    IReadOnlyList<Receiver> Receivers
)
{
    public string Name => this["alertname"];

    public string this[string label] => Labels.GetValueOrDefault(label, "");
}

/// <summary>Whether people are told of an alert.</summary>
/// <param name="State"><c>active</c>, <c>suppressed</c> or <c>unprocessed</c>.</param>
/// <param name="SilencedBy">Ids of silences.</param>
internal sealed record AlertStatus(string State, IReadOnlyList<string> SilencedBy)
{
    public bool IsSuppressed => State == "suppressed";
}

/// <summary>A receiver of Alertmanager's configuration.</summary>
internal sealed record Receiver(string Name);

/// <summary>A silence.</summary>
internal sealed record Silence(
    string Id,
    SilenceStatus Status,
    IReadOnlyList<Matcher> Matchers,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    string CreatedBy,
    string Comment
)
{
    /// <summary>It is in force or will be.</summary>
    public bool IsLive => Status.State != "expired";

    /// <summary>It is not in force yet.</summary>
    public bool IsPlanned => Status.State == "pending";

    /// <summary>What another server can be given.</summary>
    public SilenceContent Content => new(Matchers, StartsAt, EndsAt, CreatedBy, Comment);
}

/// <summary>What is a silence's own, without what the server adds.</summary>
internal sealed record SilenceContent(
    IReadOnlyList<Matcher> Matchers,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    string CreatedBy,
    string Comment
)
{
    /// <summary>What makes a silence the same one; its start is the moment of its restore.</summary>
    public string Identity => $"{string.Join(',', Matchers)} {EndsAt:O} {CreatedBy} {Comment}";
}

/// <summary>The state of a silence: <c>active</c>, <c>pending</c> or <c>expired</c>.</summary>
internal sealed record SilenceStatus(string State);

/// <summary>A condition of a silence.</summary>
internal sealed record Matcher(string Name, string Value, bool IsRegex, bool IsEqual = true);
