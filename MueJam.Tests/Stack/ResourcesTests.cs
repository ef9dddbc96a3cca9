using System.Net;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Stack;

[Collection(StackCollection.Name)]
public sealed class ResourcesTests(StackFixture stack)
{
    [Fact]
    public async Task Prometheus_scrapes_every_target()
    {
        using var prometheus = stack.CreateServerClient("prometheus");
        string[] expected =
        [
            "alertmanager/alertmanager",
            "api/api",
            "postgres-exporter/postgres",
            "postgres-exporter/postgres-replica",
            "prometheus/prometheus",
            "redis-exporter/redis",
        ];

        await Eventually.GetAsync(
            async token =>
                (await prometheus.JsonAsync("/api/v1/targets?state=active", token))["data"]!["activeTargets"]!
                    .AsArray()
                    .Where(t => t!["health"]!.GetValue<string>() == "up")
                    .Select(t => $"{t!["labels"]!["job"]}/{t["labels"]!["instance"]}")
                    .Order()
                    .ToList(),
            up => expected.All(up.Contains)
        );
    }

    [Theory]
    [InlineData("pg_up{instance=\"postgres\"}")]
    [InlineData("pg_up{instance=\"postgres-replica\"}")]
    [InlineData("redis_up")]
    public async Task Exporters_reach_their_servers(string query)
    {
        using var prometheus = stack.CreateServerClient("prometheus");
        await Eventually.GetAsync(token => prometheus.QueryAsync(query, token), series => series is [{ Value: 1 }]);
    }

    [Fact]
    public async Task Exporters_log_in_with_least_privilege()
    {
        await using var postgres = await Database.OpenAsync(stack, "postgres");
        Assert.Equal(
            "pg_monitor",
            await postgres.ScalarAsync<string>(
                """
                SELECT string_agg(g.rolname, ',') FROM pg_roles r
                JOIN pg_auth_members m ON m.member = r.oid JOIN pg_roles g ON g.oid = m.roleid
                WHERE r.rolname = 'postgres_exporter' AND NOT r.rolsuper AND NOT r.rolcreatedb
                    AND NOT r.rolcreaterole AND NOT r.rolreplication
                """
            )
        );
        Assert.True(
            await postgres.ScalarAsync<bool>(
                "SELECT bool_and(usename = 'postgres_exporter') FROM pg_stat_activity WHERE application_name ~ "
                    + "'exporter' OR usename = 'postgres_exporter'"
            )
        );
    }

    [Fact]
    public async Task Replica_streams_through_its_slot()
    {
        await using var postgres = await Database.OpenAsync(stack, "postgres");
        Assert.Equal(
            "streaming",
            await postgres.ScalarAsync<string>(
                "SELECT r.state FROM pg_stat_replication r JOIN pg_replication_slots s ON s.active_pid = r.pid "
                    + "WHERE s.slot_name = 'postgres_replica'"
            )
        );

        await using var replica = await Database.OpenAsync(stack, "postgres-replica");
        Assert.True(await replica.ScalarAsync<bool>("SELECT pg_is_in_recovery()"));
    }

    [Fact]
    public async Task Slow_statements_are_logged_with_their_plan_and_statements_counted()
    {
        await using var postgres = await Database.OpenAsync(stack, "postgres");
        Assert.Equal(
            "pg_stat_statements,auto_explain",
            await postgres.ScalarAsync<string>("SHOW shared_preload_libraries")
        );
        Assert.Equal("100ms", await postgres.ScalarAsync<string>("SHOW auto_explain.log_min_duration"));
        Assert.True(await postgres.ScalarAsync<long>("SELECT count(*) FROM pg_stat_statements") > 0);
    }

    [Theory]
    [InlineData("http://elsewhere.example")]
    [InlineData("http://localhost:1")]
    [InlineData("null")]
    public async Task Prometheus_is_read_by_no_page_of_another_site(string origin)
    {
        using var prometheus = stack.CreateServerClient("prometheus");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/query?query=up");
        request.Headers.Add("Origin", origin);
        using var answer = await prometheus.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Prometheus_sends_alerts_to_Alertmanager()
    {
        using var prometheus = stack.CreateServerClient("prometheus");
        await Eventually.GetAsync(
            async token =>
                (await prometheus.JsonAsync("/api/v1/alertmanagers", token))["data"]!["activeAlertmanagers"]!
                    .AsArray()
                    .Count,
            count => count == 1
        );
    }

    [Theory]
    [InlineData("/health", "Healthy")]
    [InlineData("/alive", "Healthy")]
    public async Task Api_tells_its_health(string path, string status)
    {
        using var api = stack.App.CreateHttpClient("api", "http");
        using var answer = await api.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(status, await answer.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Health_tells_status_and_latency_of_database_cache_and_replica()
    {
        // A database that another test has just dropped keeps the replica busy: it is late for a moment, and the health
        // says so.
        await stack.NoticedAsync();
        using var api = stack.App.CreateHttpClient("api", "http");
        var checks = (await api.JsonAsync("/health"))["checks"]!.AsObject();
        Assert.Equal(["cache", "database", "replica"], checks.Select(check => check.Key).Order());
        Assert.All(checks, check => Assert.Equal("Healthy", check.Value!["status"]!.GetValue<string>()));
        Assert.All(checks, check => Assert.InRange(check.Value!["latency_ms"]!.GetValue<double>(), 0, 5000));
    }

    [Theory]
    [InlineData("prometheus")]
    [InlineData("alertmanager")]
    public async Task Configuration_reloads_by_a_command(string resource)
    {
        var result = await stack.App.ResourceCommands.ExecuteCommandAsync(resource, "reload");
        Assert.True(result.Success, result.Message);
    }
}
