using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace MueJam.Tests.Support;

/// <summary>Short forms for the JSON that the stack's programs answer.</summary>
internal static class JsonHttp
{
    public static async Task<JsonNode> JsonAsync(
        this HttpClient client,
        string path,
        CancellationToken cancellationToken = default
    ) => (await client.GetFromJsonAsync<JsonNode>(path, cancellationToken))!;

    /// <summary>An instant query: the value of each series by its labels.</summary>
    public static Task<IReadOnlyList<(JsonObject Labels, double Value)>> QueryAsync(
        this HttpClient prometheus,
        string query,
        CancellationToken cancellationToken = default
    ) => prometheus.QueryAsync(query, null, cancellationToken);

    /// <summary>An instant query for a time; for now when null.</summary>
    public static async Task<IReadOnlyList<(JsonObject Labels, double Value)>> QueryAsync(
        this HttpClient prometheus,
        string query,
        DateTimeOffset? time,
        CancellationToken cancellationToken = default
    )
    {
        var answer = await prometheus.JsonAsync(PrometheusQuery.At(query, time), cancellationToken);
        return
        [
            .. answer["data"]!["result"]!
                .AsArray()
                .Select(series =>
                    (
                        series!["metric"]!.AsObject(),
                        double.Parse(
                            series["value"]![1]!.GetValue<string>(),
                            System.Globalization.CultureInfo.InvariantCulture
                        )
                    )
                ),
        ];
    }

    /// <summary>The sample of a metric without labels in the text format.</summary>
    public static async Task<double?> MetricAsync(
        this HttpClient client,
        string name,
        CancellationToken cancellationToken = default
    )
    {
        var text = await client.GetStringAsync("/metrics", cancellationToken);
        var line = text.Split('\n').SingleOrDefault(l => l.StartsWith($"{name} ", StringComparison.Ordinal));
        return line is null
            ? null
            : double.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
