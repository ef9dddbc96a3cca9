using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace MueJam.ServiceDefaults;

/// <summary>What every project of the application has: telemetry, health, service discovery and resilience.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>
    /// Upper bounds of the request durations in seconds: the usual ones, and 0.3, the objective that the alert on the
    /// error budget watches.
    /// </summary>
    private static readonly double[] RequestDurationBounds =
    [
        0.005,
        0.01,
        0.025,
        0.05,
        0.075,
        0.1,
        0.25,
        0.3,
        0.5,
        0.75,
        1,
        2.5,
        5,
        7.5,
        10,
    ];

    /// <summary>How long an export may take, in milliseconds.</summary>
    private const string ExportTimeout = "OTEL_EXPORTER_OTLP_TIMEOUT";

    private const int TracesPerSecond = 10;

    /// <summary>Registers them.</summary>
    /// <param name="builder">The project's host.</param>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddTelemetry();
        builder.AddMetricsAccess();
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [HealthEndpoints.Live]);
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            http.AddStandardResilienceHandler();
            http.AddServiceDiscovery();
        });
        return builder;
    }

    /// <summary>
    /// Maps <c>/health</c>, <c>/alive</c> and <c>/metrics</c>; none of them counts in the project's own request
    /// metrics.
    /// </summary>
    /// <param name="app">The project.</param>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        // Made now: it counts from the first request on, not from the first scrape.
        app.Services.GetRequiredService<RequestMeasurements>();
        app.ListenOnManagementPort();
        app.UseRateLimiter();
        HealthEndpoints.Map(app);
        MetricsEndpoint.Map(app);
        return app;
    }

    private static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        ProcessMetrics.Start();
        builder.Services.AddSingleton<RequestMeasurements>();
        RequestActivities.Describe(isEnabled: !builder.Configuration.GetValue("OTEL_SDK_DISABLED", false));
        var isExported = !string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        var telemetry = builder
            .Services.AddOpenTelemetry()
            .WithMetrics(metrics =>
                metrics
                    .AddAspNetCoreInstrumentation()
                    .AddMeter(RequestMeasurements.MeterName)
                    .AddView(
                        RequestMeasurements.RequestDuration,
                        new ExplicitBucketHistogramConfiguration { Boundaries = RequestDurationBounds }
                    )
                    // Twice a request, and asked for as one number: its labels would be looked for each time.
                    .AddView("http.server.active_requests", new MetricStreamConfiguration { TagKeys = [] })
                    // What the durations of requests tell as well, or nothing waits for, but every request would pay
                    // for.
                    .Without(
                        "aspnetcore.routing.match_attempts",
                        "aspnetcore.authentication.authenticate.duration",
                        "aspnetcore.authorization.attempts",
                        "aspnetcore.rate_limiting.request_lease.duration",
                        "aspnetcore.rate_limiting.active_request_leases",
                        "aspnetcore.rate_limiting.queued_requests",
                        "aspnetcore.rate_limiting.request.time_in_queue",
                        "aspnetcore.memory_pool.pooled",
                        "aspnetcore.memory_pool.rented"
                    )
                    .AddHttpClientInstrumentation()
                    .AddRuntimeInstrumentation()
                    .AddMeter(ProcessMetrics.MeterName)
                    .AddPrometheusExporter(ConfigurePrometheus)
            )
            .WithTracing(tracing =>
            {
                tracing
                    .AddSource(builder.Environment.ApplicationName)
                    .AddSource(RequestActivities.Source)
                    .AddProcessor<RequestActivities>()
                    .AddHttpClientInstrumentation();
                if (Sampler(builder, isExported) is { } sampler)
                {
                    tracing.SetSampler(sampler);
                }
            });
        if (isExported)
        {
            // Each signal's last batch may wait so long for a collector that is away, one after another: an
            // orchestrator kills what does not stop in 15 s.
            builder.Configuration[ExportTimeout] ??= "2000";
            telemetry.UseOtlpExporter();
        }
    }

    /// <summary>
    /// What a caller records is recorded. Of the rest nothing where nobody would see it, all in development, ten a
    /// second in production,
    /// or what <c>OTEL_TRACES_SAMPLER</c> says (null: OpenTelemetry reads it).
    /// </summary>
    private static ParentBasedSampler? Sampler(IHostApplicationBuilder builder, bool isExported) =>
        !isExported ? new ParentBasedSampler(new AlwaysOffSampler())
        : builder.Environment.IsDevelopment() || !string.IsNullOrEmpty(builder.Configuration["OTEL_TRACES_SAMPLER"])
            ? null
        : new ParentBasedSampler(new RateLimitingSampler(TracesPerSecond, TimeProvider.System));

    /// <summary>
    /// No label that says which library measured: dashboards and rules would have to aggregate it away.
    /// </summary>
    private static void ConfigurePrometheus(PrometheusAspNetCoreOptions options) => options.ScopeInfoEnabled = false;
}
