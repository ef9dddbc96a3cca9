using System.Text.Json.Nodes;

namespace MueJam.Tests.Faults;

/// <summary>An alerting rule as Prometheus runs it.</summary>
internal sealed record Rule(string Name, string Severity, string Expression, TimeSpan For);

/// <summary>
/// An alert that fired: its labels, since when its condition held in the data, for how long it has to, and when it
/// fired.
/// </summary>
internal sealed record Firing(JsonObject Labels, DateTimeOffset ConditionSince, TimeSpan For, DateTimeOffset FiredAt)
{
    public string Severity => Labels["severity"]!.GetValue<string>();

    public string Component => Labels["component"]!.GetValue<string>();
}

/// <summary>What Prometheus knows of its alerts; all times are its own, not this test's.</summary>
internal sealed class Prometheus(HttpClient http)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    public HttpClient Http => http;

    /// <summary>The alerts, pending ones included, as <c>name state</c>.</summary>
    public async Task<IReadOnlyList<string>> AlertsAsync(CancellationToken cancellationToken) =>
        [
            .. (await http.JsonAsync("/api/v1/alerts", cancellationToken))["data"]!["alerts"]!
                .AsArray()
                .Select(alert => $"{alert!["labels"]!["alertname"]} {alert["state"]}")
                .Order(),
        ];

    public async Task<IReadOnlyList<Rule>> RulesAsync(CancellationToken cancellationToken) =>
        [
            .. (await http.JsonAsync("/api/v1/rules?type=alert", cancellationToken))["data"]!["groups"]!
                .AsArray()
                .SelectMany(group => group!["rules"]!.AsArray())
                .Select(rule => new Rule(
                    rule!["name"]!.GetValue<string>(),
                    rule["labels"]!["severity"]!.GetValue<string>(),
                    rule["query"]!.GetValue<string>(),
                    TimeSpan.FromSeconds(rule["duration"]!.GetValue<double>())
                )),
        ];

    /// <summary>How an alert came to fire after a time; null when it has not.</summary>
    public async Task<Firing?> FiringAsync(
        ExpectedAlert alert,
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        var (now, window) = (DateTimeOffset.UtcNow, (long)(DateTimeOffset.UtcNow - since).TotalMilliseconds);
        var answer = await http.JsonAsync(
            PrometheusQuery.At($"ALERTS{{{alert.Selector},alertstate=\"firing\"}}[{window}ms]", now),
            cancellationToken
        );
        var first = answer["data"]!["result"]!.AsArray().OrderBy(series => At(series!["values"]![0]!)).FirstOrDefault();
        if (first is null)
        {
            return null;
        }

        var (labels, firedAt) = (first["metric"]!.DeepClone().AsObject(), At(first["values"]![0]!));
        var rule = (await RulesAsync(cancellationToken)).First(rule =>
            rule.Name == alert.Name && rule.Severity == labels["severity"]!.GetValue<string>()
        );
        return new Firing(
            labels,
            await ConditionSinceAsync(rule, labels, since, firedAt, cancellationToken),
            rule.For,
            firedAt
        );
    }

    /// <summary>Has the files read again.</summary>
    /// <returns>Whether they are in force.</returns>
    public async Task<bool> ReloadAsync(CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsync("/-/reload", null, cancellationToken);
        return answer.IsSuccessStatusCode;
    }

    /// <summary>Forgets series: hours of rule time cannot be waited for.</summary>
    public async Task ForgetAsync(IEnumerable<string> series, CancellationToken cancellationToken)
    {
        var selectors = string.Join('&', series.Select(name => $"match[]={Uri.EscapeDataString(name)}"));
        using var answer = await http.PostAsync(
            $"/api/v1/admin/tsdb/delete_series?{selectors}",
            null,
            cancellationToken
        );
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Since when the rule's expression held in the data, without a break until it fired.</summary>
    private async Task<DateTimeOffset> ConditionSinceAsync(
        Rule rule,
        JsonObject labels,
        DateTimeOffset since,
        DateTimeOffset firedAt,
        CancellationToken cancellationToken
    )
    {
        var answer = await http.JsonAsync(
            PrometheusQuery.Over(rule.Expression, since, firedAt, Step),
            cancellationToken
        );
        // The series of the alert: its labels are among the alert's, which has the rule's own besides.
        var series = answer["data"]!["result"]!
            .AsArray()
            .First(series =>
                series!["metric"]!
                    .AsObject()
                    .All(label =>
                        label.Key == "__name__"
                        || labels[label.Key]?.GetValue<string>() == label.Value!.GetValue<string>()
                    )
            );
        var times = series!["values"]!.AsArray().Select(value => At(value!)).Reverse().ToList();
        var begin = times
            .Zip(times.Skip(1), (later, earlier) => (later, earlier))
            .FirstOrDefault(pair => pair.later - pair.earlier > Step * 1.5)
            .later;
        return begin == default ? times[^1] : begin;
    }

    private static DateTimeOffset At(JsonNode sample) =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)(sample[0]!.GetValue<double>() * 1000));
}
