using MueJam.Operations.Reloading;

namespace MueJam.AppHost.Monitoring;

/// <summary>Where Alertmanager sends its messages: to each service, or to the inbox.</summary>
internal static class AlertmanagerChannels
{
    /// <summary>The credentials as files that Alertmanager alone reads.</summary>
    public static async Task<IEnumerable<ContainerFileSystemItem>> SecretsAsync(
        AlertmanagerResource resource,
        NotificationChannels channels,
        CancellationToken cancellationToken
    ) =>
        [
            ContainerFiles.SecretFile("smtp_password", channels.SmtpPassword ?? "inbox"),
            ContainerFiles.SecretFile(
                "slack_webhook_url",
                channels.SlackWebhookUrl
                    ?? $"http://{await AddressAsync(resource, channels, "http", cancellationToken)}/slack"
            ),
            // The length of a real key: PagerDuty's clients check it.
            ContainerFiles.SecretFile(
                "pagerduty_routing_key",
                channels.PagerDutyRoutingKey ?? "inbox000000000000000000000000000"
            ),
        ];

    /// <summary>Puts the addresses into the configuration; the file names those of the services.</summary>
    public static async Task SetAsync(
        AlertmanagerConfiguration configuration,
        AlertmanagerResource resource,
        NotificationChannels channels,
        CancellationToken cancellationToken
    )
    {
        if (channels.SmtpPassword is null)
        {
            configuration
                .Set("smtp_smarthost", $"'{await AddressAsync(resource, channels, "smtp", cancellationToken)}'")
                .Set("smtp_require_tls", "false")
                .Remove("smtp_auth_username")
                .Remove("smtp_auth_password_file");
        }

        if (channels.PagerDutyRoutingKey is null)
        {
            configuration.Set(
                "pagerduty_url",
                $"'http://{await AddressAsync(resource, channels, "http", cancellationToken)}/pagerduty/v2/enqueue'"
            );
        }

        // url, not url_file, which Alertmanager knows from 0.26 on.
        if (channels.DeadMansSwitchUrl is { } url)
        {
            configuration.SetWebhook("dead-mans-switch", "url", url);
        }
        else if (channels.Inbox is not null)
        {
            configuration.SetWebhook(
                "dead-mans-switch",
                "url",
                $"http://{await AddressAsync(resource, channels, "http", cancellationToken)}/watchdog"
            );
        }
    }

    private static async Task<string> AddressAsync(
        IResource caller,
        NotificationChannels channels,
        string endpoint,
        CancellationToken cancellationToken
    ) =>
        await channels
            .Inbox!.GetEndpoint(endpoint)
            .Property(EndpointProperty.HostAndPort)
            .GetValueAsync(new ValueProviderContext { Caller = caller }, cancellationToken)
        ?? throw new DistributedApplicationException($"The inbox has no endpoint '{endpoint}'.");
}
