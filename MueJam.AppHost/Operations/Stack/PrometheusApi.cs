using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace MueJam.AppHost.Operations;

/// <summary>Prometheus's HTTP API.</summary>
internal sealed class PrometheusApi(HttpClient http)
{
    /// <summary>An instant query.</summary>
    public async Task<IReadOnlyList<Sample>> QueryAsync(string query, CancellationToken cancellationToken)
    {
        var data = await GetAsync($"query?query={Uri.EscapeDataString(query)}", cancellationToken);
        return [.. data["result"]!.AsArray().Select(series => new Sample(
            series!["metric"]!.AsObject().ToDictionary(label => label.Key, label => label.Value!.GetValue<string>()),
            double.Parse(series["value"]![1]!.GetValue<string>(), CultureInfo.InvariantCulture)))];
    }

    /// <summary>The value of a query that has one; null without a series.</summary>
    public async Task<double?> ValueAsync(string query, CancellationToken cancellationToken)
        => (await QueryAsync(query, cancellationToken)) is [var one, ..] ? one.Value : null;

    /// <summary>The <c>data</c> of an answer of <c>/api/v1/</c>.</summary>
    /// <exception cref="HttpRequestException">It does not answer, or refuses; the message says so.</exception>
    public Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, cancellationToken);

    /// <summary>The <c>data</c> of the answer to a POST to <c>/api/v1/</c>.</summary>
    public Task<JsonNode> PostAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, path, cancellationToken);

    /// <summary>One of its own metrics, as it is now; null without a sample.</summary>
    public Task<double?> MetricAsync(string name, CancellationToken cancellationToken) => MetricsText.SumAsync(http, "Prometheus", name, "", cancellationToken);

    /// <summary>Reads the configuration files again.</summary>
    /// <returns>The refusal, or null.</returns>
    public async Task<string?> ReloadAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/-/reload");
        using var answer = await http.SendOrExplainAsync("Prometheus", request, cancellationToken);
        return answer.IsSuccessStatusCode ? null : (await answer.Content.ReadAsStringAsync(cancellationToken)).Trim();
    }

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/{path}");
        using var answer = await http.SendOrExplainAsync("Prometheus", request, cancellationToken);
        if (answer.StatusCode == System.Net.HttpStatusCode.NoContent)
        {
            return new JsonObject();
        }

        var body = await answer.Content.ReadFromJsonAsync<JsonObject>(cancellationToken) ?? [];
        return body["data"] ?? throw new HttpRequestException($"Prometheus refuses {path}: {body["error"]}");
    }
}

/// <summary>A series' labels and its value.</summary>
internal sealed record Sample(IReadOnlyDictionary<string, string> Labels, double Value)
{
    public string this[string label] => Labels.GetValueOrDefault(label, "");
}
