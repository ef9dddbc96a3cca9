using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MueJam.ServiceDefaults;

/// <summary>Metrics that keep names of their own on <c>/metrics</c>, such as counters without <c>_total</c>.</summary>
public interface IPrometheusText
{
    /// <summary>Writes them in Prometheus's text format 0.0.4.</summary>
    /// <param name="writer">The answer.</param>
    void Write(TextWriter writer);
}

/// <summary>
/// <c>/metrics</c>: the meters' metrics by the OpenTelemetry exporter, and those of every
/// <see cref="IPrometheusText"/>.
/// </summary>
internal static class MetricsEndpoint
{
    private const string Path = "/metrics";

    public static bool IsOwn(PathString path) => path.StartsWithSegments(Path, StringComparison.Ordinal);

    public static void Map(WebApplication app)
    {
        var pipeline = ((IEndpointRouteBuilder)app)
            .CreateApplicationBuilder()
            .Use(AppendAsync)
            .UseOpenTelemetryPrometheusScrapingEndpoint(_ => true)
            .Build();
        app.MapGet(Path, pipeline).AllowHead().WithMetricsAccess(app.Configuration).ExcludeFromDescription();
    }

    private static async Task AppendAsync(HttpContext context, RequestDelegate next)
    {
        // The text format for every client: OpenMetrics allows no counter whose sample does not end in _total.
        context.Request.Headers.Remove("Accept");
        // The exporter would compress its part alone.
        context.Request.Headers.Remove("Accept-Encoding");
        await next(context);

        var own = new StringWriter { NewLine = "\n" };
        foreach (var source in context.RequestServices.GetServices<IPrometheusText>())
        {
            source.Write(own);
        }

        await context.Response.WriteAsync(own.ToString(), context.RequestAborted);
    }
}
