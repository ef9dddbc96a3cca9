using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace MueJam.Operations.Servers;

/// <summary>Grafana's HTTP API, as its administrator.</summary>
internal sealed class GrafanaApi(HttpClient http)
{
    private const string Name = "Grafana";
    private const int MostDashboards = 5000;

    /// <exception cref="HttpRequestException">It does not answer, or is not well.</exception>
    public Task CheckHealthAsync(CancellationToken cancellationToken) =>
        SendAsync<JsonObject>(HttpMethod.Get, "/api/health", null, cancellationToken);

    /// <summary>A dashboard; null when it is not loaded.</summary>
    /// <exception cref="HttpRequestException">It refuses; the status says why.</exception>
    public Task<Dashboard?> DashboardAsync(string uid, CancellationToken cancellationToken) =>
        FindAsync<Dashboard>($"/api/dashboards/uid/{Uri.EscapeDataString(uid)}", cancellationToken);

    /// <summary>Every dashboard.</summary>
    public async Task<IReadOnlyList<(string Uid, Dashboard Dashboard)>> DashboardsAsync(
        CancellationToken cancellationToken
    )
    {
        var dashboards = new List<(string, Dashboard)>();
        foreach (
            var found in await SendAsync<IReadOnlyList<Entry>>(
                HttpMethod.Get,
                $"/api/search?type=dash-db&limit={MostDashboards}",
                null,
                cancellationToken
            )
        )
        {
            if (await DashboardAsync(found.Uid, cancellationToken) is { } dashboard)
            {
                dashboards.Add((found.Uid, dashboard));
            }
        }

        return dashboards;
    }

    /// <summary>Makes a dashboard, or replaces the one with its uid.</summary>
    public Task SaveAsync(Dashboard saved, CancellationToken cancellationToken)
    {
        var model = saved.Model.DeepClone().AsObject();
        // The running Grafana gives it a number of its own; the uid stays.
        model["id"] = null;
        return SendAsync<JsonObject>(
            HttpMethod.Post,
            "/api/dashboards/db",
            new
            {
                dashboard = model,
                folderUid = saved.Meta.FolderUid,
                overwrite = true,
            },
            cancellationToken
        );
    }

    /// <summary>All entries of a kind.</summary>
    public Task<IReadOnlyList<Entry>> EntriesAsync(EntryKind kind, CancellationToken cancellationToken) =>
        SendAsync<IReadOnlyList<Entry>>(HttpMethod.Get, Path(kind), null, cancellationToken);

    /// <summary>Makes an entry.</summary>
    public Task AddAsync(EntryKind kind, Entry entry, CancellationToken cancellationToken) =>
        SendAsync<JsonObject>(HttpMethod.Post, Path(kind), entry with { Id = null }, cancellationToken);

    /// <summary>The data source is there.</summary>
    public async Task<bool> HasDataSourceAsync(string uid, CancellationToken cancellationToken) =>
        await FindAsync<Entry>($"/api/datasources/uid/{uid}", cancellationToken) is not null;

    /// <summary>Asks the server behind a data source, as a dashboard does.</summary>
    /// <returns>The answer's status, and whether it is one of Prometheus's.</returns>
    public async Task<(HttpStatusCode Status, bool IsPrometheus)> AskDataSourceAsync(
        string uid,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            $"/api/datasources/proxy/uid/{uid}/api/v1/query?query=up"
        );
        using var answer = await http.SendOrExplainAsync(Name, request, cancellationToken);
        return (
            answer.StatusCode,
            (await answer.Content.ReadAsStringAsync(cancellationToken)).Contains(
                "\"success\"",
                StringComparison.Ordinal
            )
        );
    }

    private static string Path(EntryKind kind) => kind == EntryKind.Folder ? "/api/folders" : "/api/datasources";

    private async Task<T?> FindAsync<T>(string path, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await SendAsync<T>(HttpMethod.Get, path, null, cancellationToken);
        }
        catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private async Task<T> SendAsync<T>(
        HttpMethod method,
        string path,
        object? body,
        CancellationToken cancellationToken
    ) =>
        await http.JsonAsync<T>(Name, method, path, body, JsonSerializerOptions.Web, cancellationToken)
        ?? throw new HttpRequestException($"{Name} answers nothing to {path}.");
}

/// <summary>A dashboard as Grafana keeps it; what is in the model is Grafana's own affair.</summary>
internal sealed record Dashboard([property: JsonPropertyName("dashboard")] JsonObject Model, DashboardMeta Meta);

/// <summary>What Grafana knows of a dashboard.</summary>
internal sealed record DashboardMeta
{
    /// <summary>It comes from a file.</summary>
    [JsonPropertyName("provisioned")]
    public bool IsProvided { get; init; }

    public string? FolderUid { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement> Rest { get; init; } = [];
}

/// <summary>What else of Grafana's is backed up.</summary>
internal enum EntryKind
{
    Folder,
    DataSource,
}

/// <summary>A folder or a data source, with all that Grafana says of it.</summary>
internal sealed record Entry
{
    public required string Uid { get; init; }

    /// <summary>A number that only the running Grafana knows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Id { get; init; }

    /// <summary>It comes from a file.</summary>
    [JsonPropertyName("readOnly"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsProvided { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement> Rest { get; init; } = [];
}
