namespace MueJam.Tests.Faults;

/// <summary>What Alertmanager has of alerts.</summary>
internal sealed class Alertmanager(HttpClient http)
{
    /// <summary>The alerts that are active, by name, each with whether others silence it.</summary>
    public async Task<IReadOnlyList<(string Name, bool IsInhibited)>> AlertsAsync(
        CancellationToken cancellationToken
    ) =>
        [
            .. (await http.JsonAsync("/api/v2/alerts", cancellationToken))
                .AsArray()
                .Select(alert =>
                    (
                        alert!["labels"]!["alertname"]!.GetValue<string>(),
                        alert["status"]!["inhibitedBy"]!.AsArray().Count > 0
                    )
                ),
        ];

    /// <summary>How many messages could not be sent, by any channel.</summary>
    public async Task<double> FailedAsync(CancellationToken cancellationToken) =>
        (await http.GetStringAsync("/metrics", cancellationToken))
            .Split('\n')
            .Where(line => line.StartsWith("alertmanager_notifications_failed_total", StringComparison.Ordinal))
            .Sum(line => double.Parse(line.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Waits until a configuration is in force; a changed file is read by itself.</summary>
    public Task HasAsync(Func<string, bool> condition) =>
        Eventually.GetAsync(
            async token => (await http.JsonAsync("/api/v2/status", token))["config"]!["original"]!.GetValue<string>(),
            condition,
            what: "the change of Alertmanager's file is in force"
        );
}
