using System.Globalization;
using System.Text.Json.Nodes;

namespace MueJam.Tests.Support;

/// <summary>The stack's Prometheus, asked as Grafana asks it.</summary>
internal sealed class PrometheusClient(StackFixture stack) : IDisposable
{
    /// <summary>The time that a dashboard shows here.</summary>
    private static readonly TimeSpan Shown = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http = stack.CreateServerClient("prometheus");

    public void Dispose() => _http.Dispose();

    /// <summary>Asks what a panel asks.</summary>
    /// <param name="expression">The expression, its variables replaced.</param>
    /// <param name="isInstant">Only for now.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    public async Task<Answer> AskAsync(string expression, bool isInstant, CancellationToken cancellationToken)
    {
        var now = DateTimeOffset.UtcNow;
        using var answer = await _http.GetAsync(
            isInstant ? PrometheusQuery.At(expression, now) : PrometheusQuery.Over(expression, now - Shown, now, Step),
            cancellationToken
        );
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))!;
        return json["status"]!.GetValue<string>() == "success"
            ? new Answer([.. json["data"]!["result"]!.AsArray().Select(series => Series.Read(series!))], null)
            : new Answer([], json["error"]!.GetValue<string>());
    }

    /// <summary>The labels that series of a metric have.</summary>
    public async Task<IReadOnlySet<string>> LabelsAsync(string metric, CancellationToken cancellationToken)
    {
        var series = await _http.JsonAsync($"/api/v1/series?match[]={Uri.EscapeDataString(metric)}", cancellationToken);
        return series["data"]!
            .AsArray()
            .SelectMany(labels => labels!.AsObject().Select(label => label.Key))
            .ToHashSet();
    }

    /// <summary>The values of a label.</summary>
    public async Task<IReadOnlyList<string>> ValuesAsync(
        string label,
        string selector,
        CancellationToken cancellationToken
    )
    {
        var values = await _http.JsonAsync(
            $"/api/v1/label/{label}/values?match[]={Uri.EscapeDataString(selector)}",
            cancellationToken
        );
        return [.. values["data"]!.AsArray().Select(value => value!.GetValue<string>())];
    }

    /// <summary>Replaces the variables of a dashboard and Grafana's own.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="job">The jobs chosen, as a regular expression.</param>
    /// <param name="instance">The instances chosen, as a regular expression.</param>
    public static string Interpolate(string expression, string job, string instance) =>
        expression
            // Four scrapes of 10 s, as the data source says.
            .Replace("$__rate_interval", "40s", StringComparison.Ordinal)
            .Replace("$__range", $"{Shown.TotalSeconds}s", StringComparison.Ordinal)
            .Replace("$job", job, StringComparison.Ordinal)
            .Replace("$instance", instance, StringComparison.Ordinal);

    /// <summary>Series, or what was wrong with the question.</summary>
    internal sealed record Answer(IReadOnlyList<Series> Series, string? Error)
    {
        /// <summary>At least one series can be drawn, and nothing among them cannot.</summary>
        public bool HasData => Series.Count > 0 && Series.All(series => series.Values.Any(double.IsFinite));

        public override string ToString() =>
            Error ?? string.Join("; ", Series.Select(series => $"{series.Labels.ToJsonString()} {series.Values[^1]}"));
    }

    internal sealed record Series(JsonObject Labels, IReadOnlyList<double> Values)
    {
        public static Series Read(JsonNode json)
        {
            var samples = json["values"]?.AsArray() ?? new JsonArray(json["value"]!.DeepClone());
            return new Series(
                json["metric"]!.AsObject(),
                [.. samples.Select(sample => Number(sample![1]!.GetValue<string>()))]
            );
        }

        private static double Number(string text) =>
            text switch
            {
                "+Inf" => double.PositiveInfinity,
                "-Inf" => double.NegativeInfinity,
                _ => double.Parse(text, CultureInfo.InvariantCulture),
            };
    }
}
