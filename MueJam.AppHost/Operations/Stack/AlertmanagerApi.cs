using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace MueJam.AppHost.Operations;

/// <summary>Alertmanager's HTTP API.</summary>
internal sealed class AlertmanagerApi(HttpClient http)
{
    /// <summary>Alerts that fire, silenced and inhibited ones included.</summary>
    public Task<JsonArray> AlertsAsync(CancellationToken cancellationToken, string filter = "")
        => GetArrayAsync($"alerts{(filter.Length == 0 ? "" : $"?filter={Uri.EscapeDataString(filter)}")}", cancellationToken);

    /// <summary>Silences, those that have expired included.</summary>
    public Task<JsonArray> SilencesAsync(CancellationToken cancellationToken) => GetArrayAsync("silences", cancellationToken);

    /// <summary>Version, uptime and the configuration in use, its secrets hidden.</summary>
    public async Task<JsonNode> StatusAsync(CancellationToken cancellationToken)
        => (await GetAsync("status", cancellationToken))!;

    /// <summary>Sends JSON.</summary>
    /// <returns>The answer; null when it is empty.</returns>
    public async Task<JsonNode?> PostAsync(string path, JsonNode body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v2/{path}") { Content = JsonContent.Create(body) };
        using var answer = await http.SendOrExplainAsync("Alertmanager", request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode
            ? text.Length == 0 ? null : JsonNode.Parse(text)
            : throw new HttpRequestException($"Alertmanager refuses {path}: {text}");
    }

    /// <summary>The sum of one of its own metrics over all label values but those in <paramref name="label"/>, such as <c>integration="email"</c>; null without a sample.</summary>
    public Task<double?> MetricAsync(string name, CancellationToken cancellationToken, string label = "")
        => MetricsText.SumAsync(http, "Alertmanager", name, label, cancellationToken);

    private async Task<JsonArray> GetArrayAsync(string path, CancellationToken cancellationToken)
        => (await GetAsync(path, cancellationToken))?.AsArray() ?? [];

    private async Task<JsonNode?> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v2/{path}");
        using var answer = await http.SendOrExplainAsync("Alertmanager", request, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonNode>(cancellationToken);
    }
}
