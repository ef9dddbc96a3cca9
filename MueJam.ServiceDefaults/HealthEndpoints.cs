using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MueJam.ServiceDefaults;

/// <summary>
/// <c>/health</c>: readiness, every check with status and latency. <c>/alive</c>: liveness, checks nothing else.
/// </summary>
internal static class HealthEndpoints
{
    /// <summary>The tag of checks that tell liveness.</summary>
    public const string Live = "live";

    private const string Readiness = "/health";
    private const string Liveness = "/alive";

    public static bool IsOwn(PathString path) => path == Readiness || path == Liveness;

    public static void Map(WebApplication app)
    {
        // A degraded project still serves: 200. Only a failed check takes it out of the load balancer.
        app.MapHealthChecks(
                Readiness,
                new HealthCheckOptions { Predicate = check => !check.Tags.Contains(Live), ResponseWriter = WriteAsync }
            )
            .DisableHttpMetrics();
        app.MapHealthChecks(
                Liveness,
                new HealthCheckOptions { Predicate = check => check.Tags.Contains(Live), ResponseWriter = WriteAsync }
            )
            .DisableHttpMetrics();
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(
            new
            {
                status = report.Status.ToString(),
                latency_ms = Milliseconds(report.TotalDuration),
                // No exception text: it can name hosts and users.
                checks = report.Entries.ToDictionary(
                    entry => entry.Key,
                    entry => new
                    {
                        status = entry.Value.Status.ToString(),
                        latency_ms = Milliseconds(entry.Value.Duration),
                    }
                ),
            },
            context.RequestAborted
        );

    private static double Milliseconds(TimeSpan duration) => Math.Round(duration.TotalMilliseconds, 2);
}
