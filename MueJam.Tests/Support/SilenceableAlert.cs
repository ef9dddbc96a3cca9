using System.Net.Http.Json;

namespace MueJam.Tests.Support;

/// <summary>
/// An alert of a test's own that fires for some minutes and that no channel is told of but operations.
/// </summary>
internal sealed class SilenceableAlert
{
    private SilenceableAlert(HttpClient alertmanager) => Alertmanager = alertmanager;

    public string Name { get; } = $"Silenceable{Guid.NewGuid():N}";

    private HttpClient Alertmanager { get; }

    public static async Task<SilenceableAlert> FireAsync(HttpClient alertmanager)
    {
        var alert = new SilenceableAlert(alertmanager);
        object[] alerts =
        [
            new
            {
                labels = new { alertname = alert.Name, severity = "none" },
                endsAt = DateTimeOffset.UtcNow.AddMinutes(10),
            },
        ];
        using var answer = await alertmanager.PostAsJsonAsync("/api/v2/alerts", alerts);
        Assert.True(answer.IsSuccessStatusCode);
        return alert;
    }

    /// <summary><c>active</c> or <c>suppressed</c>.</summary>
    public async Task<string> StateAsync(CancellationToken cancellationToken = default)
    {
        var found = await Alertmanager.JsonAsync($"/api/v2/alerts?filter=alertname=\"{Name}\"", cancellationToken);
        return $"{found[0]!["status"]!["state"]}";
    }
}
