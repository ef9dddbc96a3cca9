using MueJam.Api.RateLimiting;
using MueJam.ServiceDefaults;

namespace MueJam.Api.OpenApi;

/// <summary><c>/</c>: where to go from here, for people who open the API's address.</summary>
public static class StartPage
{
    private const string Text = """
        MueJam Library

        /scalar           the API, to read and to try
        /openapi/v1.json  the same for programs
        /v1/stories       the newest stories
        /health           whether it is well
        /metrics          its figures, for Prometheus; /metrics/json for others

        """;

    /// <summary>Maps it.</summary>
    /// <param name="app">The API.</param>
    public static void MapStartPage(this WebApplication app) =>
        app.MapGet("/", () => Results.Text(Text, "text/plain; charset=utf-8"))
            .AllowHead()
            .ExcludeFromDescription()
            .DisableHttpMetrics()
            .RequireRateLimiting(RateLimitingServices.Reads);
}
