using MueJam.Operations.Servers;

namespace MueJam.Operations.Stack;

/// <summary>Who is who in the model, and what only the model knows: all that operations are told of it.</summary>
public sealed record OperatedModel
{
    /// <summary>The prefix of the volumes; backups name it.</summary>
    public required string Name { get; init; }

    /// <summary>The primary database server.</summary>
    public required IResourceBuilder<IResourceWithConnectionString> Postgres { get; init; }

    /// <summary>The library's database.</summary>
    public required IResourceBuilder<IResourceWithConnectionString> Database { get; init; }

    /// <summary>Gives the database to its owner again, after an administrator has replaced what is in it.</summary>
    public required Func<CancellationToken, Task> GiveToOwner { get; init; }

    /// <summary>The cache.</summary>
    public required IResourceBuilder<IResourceWithConnectionString> Redis { get; init; }

    /// <summary>The instances of the library's API; at least one.</summary>
    public required IReadOnlyList<IResourceBuilder<IResourceWithEndpoints>> Instances { get; init; }

    /// <summary>By which the API's metrics are read, whoever else asks for them.</summary>
    public required ServerLogin MetricsLogin { get; init; }

    /// <summary>Prometheus.</summary>
    public required IResourceBuilder<IResourceWithEndpoints> Prometheus { get; init; }

    /// <summary>The folder of <c>prometheus.yml</c> and the rules.</summary>
    public required string PrometheusFolder { get; init; }

    /// <summary>What Prometheus should scrape.</summary>
    public required IReadOnlyList<ScrapeTarget> ScrapeTargets { get; init; }

    /// <summary>Alertmanager; it has a command <c>reload</c>.</summary>
    public required IResourceBuilder<IResourceWithEndpoints> Alertmanager { get; init; }

    /// <summary>The folder of <c>alertmanager.yml</c> and its templates.</summary>
    public required string AlertmanagerFolder { get; init; }

    /// <summary>What Prometheus and Alertmanager ask for.</summary>
    public required ServerLogin MonitoringLogin { get; init; }

    /// <summary>Where people find the pages of both: it has an endpoint of each one's name.</summary>
    public required IResourceBuilder<IResourceWithEndpoints> Gate { get; init; }

    /// <summary>What alerts link to.</summary>
    public required AlertPages Pages { get; init; }

    /// <summary>The ways to reach people.</summary>
    public required IReadOnlyList<NotificationChannel> Channels { get; init; }

    /// <summary>The development inbox; null when every channel is real.</summary>
    public IResourceBuilder<IResourceWithEndpoints>? Inbox { get; init; }

    /// <summary>Grafana.</summary>
    public required IResourceBuilder<IResourceWithEndpoints> Grafana { get; init; }

    /// <summary>The folder of Grafana's provisioning and dashboards.</summary>
    public required string GrafanaFolder { get; init; }

    /// <summary>The name of Grafana's administrator.</summary>
    public required string GrafanaUser { get; init; }

    /// <summary>The password of Grafana's administrator.</summary>
    public required ParameterResource GrafanaPassword { get; init; }

    /// <summary>Where backups go when nothing else is said.</summary>
    public required string BackupsFolder { get; init; }
}

/// <summary>Something that Prometheus should scrape.</summary>
/// <param name="Job">The <c>job</c> label.</param>
/// <param name="Instance">The <c>instance</c> label.</param>
/// <param name="Resource">Who serves the metrics.</param>
public sealed record ScrapeTarget(string Job, string Instance, string Resource);

/// <summary>A way to reach people.</summary>
/// <param name="Name">As Alertmanager and the inbox call it, such as <c>email</c>.</param>
/// <param name="CredentialKey">The setting that makes it real.</param>
/// <param name="IsReal">The setting is there; else messages go to the inbox.</param>
public sealed record NotificationChannel(string Name, string CredentialKey, bool IsReal);
