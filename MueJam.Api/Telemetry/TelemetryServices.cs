using MueJam.ServiceDefaults;

namespace MueJam.Api.Telemetry;

/// <summary>The figures of the library on <c>/metrics</c> and <c>/metrics/json</c>.</summary>
public static class TelemetryServices
{
    /// <summary>Registers them.</summary>
    /// <param name="builder">The API.</param>
    public static void AddLibraryTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LibraryMetrics>();
        builder.Services.AddSingleton<IPrometheusText, LegacyMetricsText>();
    }

    /// <summary>Maps <c>/metrics/json</c>.</summary>
    /// <param name="app">The API.</param>
    public static void MapMetricsJson(this WebApplication app)
    {
        // Made now: it counts from the first command on, not from the first scrape.
        var metrics = app.Services.GetRequiredService<LibraryMetrics>();
        app.MapGet(
                "/metrics/json",
                () =>
                {
                    var (database, cache, timestamp) = metrics.Snapshot();
                    return Results.Ok(
                        new
                        {
                            database,
                            cache,
                            timestamp = timestamp.UtcDateTime,
                        }
                    );
                }
            )
            .AllowHead()
            .WithMetricsAccess(app.Configuration)
            .WithTags("Metrics")
            .WithSummary("The figures of /metrics as JSON.");
    }
}
