using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MueJam.AppHost.Postgres;

/// <summary>Tells a password that does not open an existing volume from a server that is still starting.</summary>
/// <remarks>
/// PostgreSQL takes POSTGRES_PASSWORD only when its volume is new; afterwards everything would wait for ever.
/// </remarks>
internal static class PasswordCheck
{
    private const string InvalidPassword = "28P01";

    /// <summary>Fails the resource, with cause and remedy in its log, when the server refuses the password.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="key">The configuration key of its password.</param>
    public static IResourceBuilder<PostgresServerResource> WithPasswordCheck(
        this IResourceBuilder<PostgresServerResource> builder,
        string key
    )
    {
        builder.ApplicationBuilder.Eventing.Subscribe<BeforeStartEvent>(
            (started, cancellationToken) =>
            {
                _ = WatchAsync(builder.Resource, key, started.Services, cancellationToken);
                return Task.CompletedTask;
            }
        );
        return builder;
    }

    private static async Task WatchAsync(
        PostgresServerResource server,
        string key,
        IServiceProvider services,
        CancellationToken cancellationToken
    )
    {
        var notifications = services.GetRequiredService<ResourceNotificationService>();
        await foreach (var change in notifications.WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            if (
                change.Resource.Name == server.Name
                && change.Snapshot.HealthReports.Any(report =>
                    report.ExceptionText?.Contains(InvalidPassword, StringComparison.Ordinal) is true
                )
            )
            {
                services
                    .GetRequiredService<ResourceLoggerService>()
                    .GetLogger(change.Resource)
                    .LogError(
                        "The password of '{Server}' does not open its data volume, which was made with another "
                            + "one. Set {Key} to the old password, or remove the volume to start empty.",
                        server.Name,
                        key
                    );
                await notifications
                    .PublishUpdateAsync(
                        change.Resource,
                        snapshot => snapshot with { State = KnownResourceStates.FailedToStart }
                    )
                    .ConfigureAwait(false);
                return;
            }
        }
    }
}
