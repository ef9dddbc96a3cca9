using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace MueJam.Tests.Support;

/// <summary>What a test posts to Alertmanager by itself.</summary>
internal static class AlertmanagerPosts
{
    /// <summary>An alert that no channel is told of, for two minutes.</summary>
    public static async Task PostAlertAsync(this HttpClient alertmanager, string name)
    {
        var labels = new
        {
            alertname = name,
            severity = "info",
            component = "monitoring",
        };
        using var sent = await alertmanager.PostAsJsonAsync(
            "/api/v2/alerts",
            new[] { new { labels, endsAt = DateTime.UtcNow.AddMinutes(2) } }
        );
        sent.EnsureSuccessStatusCode();
    }

    /// <summary>A silence on alerts of a name.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> PostSilenceAsync(
        this HttpClient alertmanager,
        string value,
        bool isRegex,
        DateTimeOffset startsAt,
        string createdBy,
        string comment,
        int hours = 1
    )
    {
        var matcher = new
        {
            name = "alertname",
            value,
            isRegex,
        };
        using var answer = await alertmanager.PostAsJsonAsync(
            "/api/v2/silences",
            new
            {
                matchers = new[] { matcher },
                startsAt,
                endsAt = startsAt.AddHours(hours),
                createdBy,
                comment,
            }
        );
        answer.EnsureSuccessStatusCode();
        return $"{(await answer.Content.ReadFromJsonAsync<JsonNode>())!["silenceID"]}";
    }
}
