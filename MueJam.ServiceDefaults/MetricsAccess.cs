using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace MueJam.ServiceDefaults;

/// <summary>
/// Who may read metrics, and how often: <c>Metrics:RequestsPerMinute</c> per address (600 when absent), and, when
/// <c>Metrics:Port</c> is set,
/// on that port alone. Whoever logs in as <c>metrics</c> with <c>Metrics:Password</c> has a quota apart from its
/// address: nobody else there uses it up.
/// </summary>
public static class MetricsAccess
{
    private const string Policy = "metrics";
    private const string Scraper = "scraper";
    private const int DefaultRequestsPerMinute = 600;
    private const string PortKey = "Metrics:Port";

    /// <summary>Registers the limit.</summary>
    internal static void AddMetricsAccess(this IHostApplicationBuilder builder)
    {
        var limit = Math.Max(1, builder.Configuration.GetValue("Metrics:RequestsPerMinute", DefaultRequestsPerMinute));
        var login = Login(builder.Configuration);
        builder.Services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.AddPolicy(
                Policy,
                context =>
                    RateLimitPartition.GetFixedWindowLimiter(
                        IsScraper(context, login) ? Scraper : ClientAddress.Of(context),
                        _ => new FixedWindowRateLimiterOptions { PermitLimit = limit, Window = TimeSpan.FromMinutes(1) }
                    )
            );
        });
    }

    /// <summary>Listens on the management port too, when one is set.</summary>
    /// <exception cref="InvalidOperationException">It is no port.</exception>
    internal static void ListenOnManagementPort(this WebApplication app)
    {
        if (ManagementPort(app.Configuration) is not { } port)
        {
            return;
        }

        // Addresses given in code replace the configured ones: both are named.
        foreach (
            var url in (app.Configuration["urls"] ?? "http://localhost:5000").Split(
                ';',
                StringSplitOptions.RemoveEmptyEntries
            )
        )
        {
            app.Urls.Add(url);
        }

        app.Urls.Add(string.Create(CultureInfo.InvariantCulture, $"http://*:{port}"));
    }

    /// <summary>
    /// Makes an endpoint one of metrics: limited by their own policy, on the management port when there is one, and no
    /// part of the project's own request metrics.
    /// </summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="configuration">Holds the port.</param>
    public static TBuilder WithMetricsAccess<TBuilder>(this TBuilder endpoint, IConfiguration configuration)
        where TBuilder : IEndpointConventionBuilder
    {
        if (ManagementPort(configuration) is { } port)
        {
            endpoint.Add(built =>
            {
                var next = built.RequestDelegate!;
                // The port of the connection: a Host header can say anything.
                built.RequestDelegate = context =>
                    context.Connection.LocalPort == port ? next(context) : NotFound(context);
            });
        }

        return endpoint.RequireRateLimiting(Policy).DisableHttpMetrics();
    }

    /// <summary>What the scraper sends as <c>Authorization</c>; null where it has no login.</summary>
    private static byte[]? Login(IConfiguration configuration) =>
        configuration["Metrics:Password"] is { Length: > 0 } password
            ? Encoding.UTF8.GetBytes($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"metrics:{password}"))}")
            : null;

    private static bool IsScraper(HttpContext context, byte[]? login) =>
        login is not null
        && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString()),
            login
        );

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static int? ManagementPort(IConfiguration configuration)
    {
        var text = configuration[PortKey];
        return string.IsNullOrEmpty(text) ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= 65535
                ? port
            : throw new InvalidOperationException($"{PortKey} is '{text}': a port from 1 to 65535 is expected.");
    }
}
