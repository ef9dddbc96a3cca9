using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace MueJam.AppHost.Operations;

/// <summary>The development inbox's API.</summary>
internal sealed class InboxApi(HttpClient http)
{
    /// <summary>The messages after one, the newest first.</summary>
    public async Task<IReadOnlyList<JsonNode>> ReadAsync(long since, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/notifications?since={since}");
        using var answer = await http.SendOrExplainAsync("The inbox", request, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return [.. (await answer.Content.ReadFromJsonAsync<JsonArray>(cancellationToken))!.OfType<JsonNode>()];
    }
}
