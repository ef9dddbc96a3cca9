using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace MueJam.Pictures;

/// <summary>Readers of the library, so that the dashboards have something to show.</summary>
internal sealed class Readers(Uri api)
{
    private static readonly string[] Lists =
    [
        "/v1/stories",
        "/v1/discover/trending",
        "/v1/discover/new",
        "/v1/whispers",
        "/v1/search?q=sea",
        "/v1/stories/nowhere",
    ];

    /// <summary>Reads for a while, now more and now less.</summary>
    public async Task ReadAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        using var http = new HttpClient { BaseAddress = api };
        var stories = await http.GetFromJsonAsync<JsonObject>("/v1/stories?page_size=100", cancellationToken);
        string[] paths = [.. Lists, .. stories!["data"]!.AsArray().Select(story => $"/v1/stories/{story!["slug"]}")];
        for (var turn = 0; clock.Elapsed < duration; turn++)
        {
            using var answer = await http.GetAsync(paths[Random.Shared.Next(paths.Length)], cancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(60 + (50 * Math.Sin(turn / 150.0))), cancellationToken);
        }
    }
}
