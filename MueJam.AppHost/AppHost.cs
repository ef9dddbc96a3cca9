using MueJam.AppHost.Library;
using MueJam.AppHost.Logins;
using MueJam.AppHost.Monitoring;
using MueJam.AppHost.Postgres;
using MueJam.AppHost.Redis;
using MueJam.Operations;
using MueJam.Startup;
using MueJam.Startup.Configuration;

return await Start.RunAsync(
    args,
    static builder =>
    {
        // Data: PostgreSQL with a streaming replica, and Redis.
        var postgres = builder
            .AddPostgres("postgres", password: builder.AddSecret("postgres-password", "POSTGRES_PASSWORD"))
            .WithDataVolume(builder.VolumeName("postgres"))
            .WithPasswordCheck("POSTGRES_PASSWORD")
            .WithStatementLogging()
            .WithConnectionLimit(builder.ConnectionLimit())
            .WithReplication(builder.AddSecret("replication-password", "REPLICATION_PASSWORD"))
            .WithMonitoringRole(builder.AddSecret("postgres-exporter-password", "POSTGRES_EXPORTER_PASSWORD"));

        var database = postgres
            .AddDatabase("muejam", "muejam_library")
            .WithOwner("muejam_api", builder.AddSecret("postgres-api-password", "POSTGRES_API_PASSWORD"));

        var replica = postgres
            .AddReplica("postgres-replica")
            .WithConnectionLimit(builder.ConnectionLimit())
            .WithDataVolume(builder.VolumeName("postgres-replica"));

        var redis = builder
            .AddRedis("redis", password: builder.AddSecret("redis-password", "REDIS_PASSWORD"))
            .WithDataVolume(builder.VolumeName("redis"))
            .WithPersistence()
            .WithMaxMemory("256mb", "allkeys-lru")
            .WithMonitoringUser(builder.AddSecret("redis-exporter-password", "REDIS_EXPORTER_PASSWORD"));

        // The library.
        var metricsLogin = builder.AddMetricsLogin("metrics-password", "METRICS_PASSWORD");

        var tokenKey = builder.AddTokenKey("JWT_SIGNING_KEY");

        var instances = builder.AddInstances<Projects.MueJam_Api>(
            "api",
            instance =>
                instance
                    .WithOwnerReference(database)
                    .WaitFor(database)
                    .WithReplicaReference(replica, database)
                    .WithReference(redis)
                    .WaitFor(redis)
                    .WithTokenKey(tokenKey)
                    .WithSettings("Database", "RateLimits", "Metrics", "Proxies", "Cors")
                    .WithMetricsLogin(metricsLogin)
                    .WithReadinessCheck()
        );

        var api = instances[0].WithSeedCommand(database);

        // Monitoring.
        var postgresExporter = builder
            .AddPostgresExporter("postgres-exporter", builder.ConfigurationFolder("postgres-exporter"), port: 9187)
            .WithTarget(postgres, database);

        var replicaExporter = builder
            .AddPostgresExporter("postgres-replica-exporter", builder.ConfigurationFolder("postgres-exporter"))
            .WithTarget(replica, database);

        var redisExporter = builder.AddRedisExporter("redis-exporter", port: 9121).WithTarget(redis);

        var channels = builder.AddChannels();

        var login = builder.AddMonitoringLogin("monitoring-password", "MONITORING_PASSWORD");

        var alertmanager = builder
            .AddAlertmanager("alertmanager", builder.ConfigurationFolder("alertmanager"))
            .WithLogin(login)
            .WithDataVolume(builder.VolumeName("alertmanager"))
            .WithChannels(channels);

        var prometheus = builder
            .AddPrometheus("prometheus", builder.ConfigurationFolder("prometheus"))
            .WithLogin(login, metricsLogin)
            .WithDataVolume(builder.VolumeName("prometheus"))
            .WithAlertmanager(alertmanager)
            .WithScrapeTarget("postgres-exporter", postgresExporter.Resource.PrimaryEndpoint, instance: "postgres")
            .WithScrapeTarget(
                "postgres-exporter",
                replicaExporter.Resource.PrimaryEndpoint,
                instance: "postgres-replica"
            )
            .WithScrapeTarget("redis-exporter", redisExporter.Resource.PrimaryEndpoint, instance: "redis")
            .WithScrapeTarget("alertmanager", alertmanager.Resource.PrimaryEndpoint);

        foreach (var instance in instances)
        {
            prometheus.WithScrapeTarget("api", instance.GetEndpoint("http"));
        }

        // Several have one address.
        if (instances.Count > 1)
        {
            var balancer = builder.AddBalancer("balancer", instances, port: 8080);
            prometheus.WithScrapeTarget("balancer", balancer.GetEndpoint("http"));
        }

        // What people reach of both: no page of another site changes anything, and nobody comes to the admin API.
        var gate = builder
            .AddGate("gate", login)
            .WithServer(prometheus, port: 9090)
            .WithServer(alertmanager, port: 9093);

        var grafanaPassword = builder.AddSecret("grafana-admin-password", "GRAFANA_ADMIN_PASSWORD");

        var grafana = builder
            .AddGrafana("grafana", builder.ConfigurationFolder("grafana"), port: 3000)
            .WithDataVolume(builder.VolumeName("grafana"))
            .WithAdmin(builder.GrafanaUser(), grafanaPassword)
            .WithPrometheus(prometheus);

        prometheus
            .WithScrapeTarget("grafana", grafana.Resource.PrimaryEndpoint)
            .WithAlertLinks(grafana, runbooks: gate);

        // Status, doctor, backup and the like: commands of these resources.
        builder.AddOperations(
            new()
            {
                Name = builder.VolumePrefix(),
                Postgres = postgres,
                Database = database,
                GiveToOwner = token => DatabaseOwner.EnsureAsync(database.Resource, token),
                Redis = redis,
                Instances = instances,
                MetricsLogin = metricsLogin,
                Prometheus = prometheus,
                PrometheusFolder = builder.ConfigurationFolder("prometheus"),
                ScrapeTargets = ScrapeTargets.Of(prometheus.Resource),
                Alertmanager = alertmanager,
                AlertmanagerFolder = builder.ConfigurationFolder("alertmanager"),
                MonitoringLogin = login,
                Gate = gate,
                Pages = AlertLinks.Of(grafana, gate),
                Channels = channels.All,
                Inbox = channels.Inbox,
                Grafana = grafana,
                GrafanaFolder = builder.ConfigurationFolder("grafana"),
                GrafanaUser = builder.GrafanaUser(),
                GrafanaPassword = grafanaPassword.Resource,
                BackupsFolder = builder.BackupsFolder(),
            }
        );
    }
);
