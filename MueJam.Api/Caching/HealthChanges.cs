using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MueJam.Api.Data;

namespace MueJam.Api.Caching;

/// <summary>
/// Logs once that the cache has gone away or is back, not at every request for health. <see cref="DatabaseMonitor"/>
/// does so for the databases.
/// </summary>
internal sealed class HealthChanges(ILogger<HealthChanges> logger) : IHealthCheckPublisher
{
    /// <summary>What it is told of.</summary>
    public const string Cache = "cache";

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, HealthStatus> _last = new();

    /// <summary>Registers it in place of the library's own messages.</summary>
    /// <param name="builder">The API.</param>
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Logging.AddFilter(
            "Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService",
            LogLevel.None
        );
        builder.Services.AddSingleton<IHealthCheckPublisher, HealthChanges>();
        builder.Services.Configure<HealthCheckPublisherOptions>(options =>
        {
            (options.Delay, options.Period) = (Period, Period);
            options.Predicate = check => check.Name == Cache;
        });
    }

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach (var (name, entry) in report.Entries)
        {
            var last = _last.GetValueOrDefault(name, HealthStatus.Healthy);
            _last[name] = entry.Status;
            if (last == entry.Status)
            {
                continue;
            }

            if (entry.Status == HealthStatus.Healthy)
            {
                logger.LogWarning("The {Check} is well again", name);
            }
            else
            {
                logger.LogWarning("The {Check} is {Status}: {Reason}", name, entry.Status, entry.Description);
            }
        }

        return Task.CompletedTask;
    }
}
