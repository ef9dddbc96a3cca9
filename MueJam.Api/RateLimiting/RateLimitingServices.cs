using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using MueJam.Api.Errors;
using MueJam.Api.Users;
using MueJam.ServiceDefaults;

namespace MueJam.Api.RateLimiting;

/// <summary>The limits of requests, shared by all instances.</summary>
public static class RateLimitingServices
{
    /// <summary>The policy of reads.</summary>
    public const string Reads = "reads";

    /// <summary>The policy of writes.</summary>
    public const string Writes = "writes";

    /// <summary>The policy of new whispers.</summary>
    public const string Whispers = "whispers";

    /// <summary>A read takes one of so many leases a minute, a write one of its own.</summary>
    private const int ReadBatches = 20;

    private static readonly EndpointMetadataCollection AsRead = new(new EnableRateLimitingAttribute(Reads));
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>Registers the policies.</summary>
    /// <param name="builder">The API.</param>
    public static void AddRateLimits(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddOptions<RateLimitOptions>()
            .BindConfiguration(RateLimitOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<RedisCounts>();
        builder
            .Services.AddOptions<RateLimiterOptions>()
            .Configure<RedisCounts, TimeProvider, IOptions<RateLimitOptions>>(
                (options, counts, time, limits) =>
                {
                    options.OnRejected = (rejected, _) => RejectedAsync(rejected);
                    Add(Reads, limits.Value.ReadsPerMinute, Math.Max(1, limits.Value.ReadsPerMinute / ReadBatches));
                    Add(Writes, limits.Value.WritesPerMinute, 1);
                    Add(Whispers, limits.Value.WhispersPerMinute, 1);

                    void Add(string policy, int limit, int batch) =>
                        options.AddPolicy(
                            policy,
                            context =>
                                RateLimitPartition.Get(
                                    Client(context),
                                    client => new LeasedWindowLimiter(
                                        $"{policy}:{client}",
                                        limit,
                                        batch,
                                        Window,
                                        counts,
                                        time
                                    )
                                )
                        );
                }
            );
    }

    /// <summary>
    /// Limits every endpoint of a group: reads by one policy, writes by another, unless the endpoint names its own.
    /// </summary>
    /// <param name="group">The group.</param>
    public static void LimitRates(this RouteGroupBuilder group) =>
        ((IEndpointConventionBuilder)group).Finally(endpoint =>
        {
            if (!endpoint.Metadata.OfType<EnableRateLimitingAttribute>().Any())
            {
                var isRead = endpoint
                    .Metadata.OfType<HttpMethodMetadata>()
                    .Any(methods => methods.HttpMethods.Contains(HttpMethods.Get));
                endpoint.Metadata.Add(new EnableRateLimitingAttribute(isRead ? Reads : Writes));
            }
        });

    /// <summary>
    /// Limits as reads what no endpoint answers: an unknown path, a method or a type of body that is not allowed.
    /// </summary>
    /// <param name="app">The API.</param>
    public static void LimitUnmatched(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                // Those that routing makes itself for a wrong method or type have no metadata.
                if (context.GetEndpoint() is not { Metadata.Count: > 0 } && context.GetEndpoint() is var refusal)
                {
                    context.SetEndpoint(
                        new Endpoint(refusal?.RequestDelegate ?? NotFoundAsync, AsRead, refusal?.DisplayName)
                    );
                }

                return next(context);
            }
        );

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static string Client(HttpContext context) => context.Handle() ?? ClientAddress.Of(context);

    private static async ValueTask RejectedAsync(OnRejectedContext rejected)
    {
        var retryAfter = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window;
        var seconds = Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds));
        rejected.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await Problems
            .Problem(429, "rate_limited", $"Too many requests. Try again in {seconds} s.")
            .ExecuteAsync(rejected.HttpContext);
    }
}
