using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Aspire.Hosting.Testing;
using StackExchange.Redis;

namespace MueJam.Tests.Telemetry;

[Collection(StackCollection.Name)]
public sealed class FiguresTests(StackFixture stack) : IDisposable
{
    private readonly HttpClient _api = stack.App.CreateHttpClient("api", "http");
    private readonly LibraryClient _user = LibraryClient.NewUser(stack);

    public void Dispose()
    {
        _api.Dispose();
        _user.Dispose();
    }

    [Fact]
    public async Task Commands_counted_are_the_calls_that_PostgreSQL_counts()
    {
        await using var primary = await Database.OpenAsync(stack, "postgres", "muejam_library");
        await using var replica = await Database.OpenAsync(stack, "postgres-replica", "muejam_library");
        var (before, callsBefore) = (
            await CountAsync("query_count"),
            await CallsAsync(primary) + await CallsAsync(replica)
        );
        for (var i = 0; i < 10; i++)
        {
            await _user.PostStoryAsync();
            await _user.GetAsync("/v1/me/stories");
        }

        var calls = await CallsAsync(primary) + await CallsAsync(replica) - callsBefore;
        Assert.Equal(calls, await CountAsync("query_count") - before);
        // Each write, its note in the log, and each read.
        Assert.Equal(30, calls);
    }

    [Fact]
    public async Task Both_endpoints_and_Prometheus_have_the_same_figures_under_the_same_names()
    {
        await _user.GetAsync($"/v1/stories/{await _user.PostStoryAsync()}");
        var text = await _api.GetStringAsync("/metrics");
        var json = await _api.JsonAsync("/metrics/json");
        (string Name, string Type, JsonNode Value)[] counters =
        [
            ("db_query_count", "counter", json["database"]!["query_count"]!),
            ("db_error_count", "counter", json["database"]!["error_count"]!),
            ("db_slow_query_count", "counter", json["database"]!["slow_query_count"]!),
            ("cache_hits", "counter", json["cache"]!["hits"]!),
            ("cache_misses", "counter", json["cache"]!["misses"]!),
            ("cache_evictions", "counter", json["cache"]!["evictions"]!),
        ];
        using var prometheus = stack.CreateServerClient("prometheus");
        foreach (var (name, type, value) in counters)
        {
            Assert.Contains($"# TYPE {name} {type}\n{name} {value.ToJsonString()}\n", text, StringComparison.Ordinal);
            await Eventually.GetAsync(
                token => prometheus.QueryAsync($"{name}{{job=\"api\"}}", token),
                series => series.Count == 1 && series[0].Labels.Count == 3
            );
        }

        Assert.Matches("connection_pool_utilization_percent\\{pool=\"primary\"\\} [0-9.]+", text);
        Assert.Matches("connection_pool_utilization_percent\\{pool=\"replica\"\\} [0-9.]+", text);
        Assert.Matches("replication_lag_seconds\\{replica=\"postgres-replica\"\\} [0-9.]+", text);
        foreach (
            var native in (string[])
                [
                    "http_server_request_duration_seconds",
                    "db_client_operation_duration_seconds",
                    "db_client_connection_count",
                    "dotnet_gc_collections",
                    "kestrel_active_connections",
                ]
        )
        {
            Assert.Contains(native, text, StringComparison.Ordinal);
        }

        Assert.EndsWith("Z", json["timestamp"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hits_misses_and_sets_of_each_level_are_told_without_labels_and_nothing_else_of_the_cache()
    {
        var slug = await _user.PostStoryAsync();
        await _user.GetAsync($"/v1/stories/{slug}");
        await _user.GetAsync($"/v1/stories/{slug}");
        string[] names =
        [
            "fusioncache_memory_hit_total",
            "fusioncache_memory_miss_total",
            "fusioncache_memory_set_total",
            "fusioncache_distributed_miss_total",
            "fusioncache_distributed_set_total",
            "http_server_active_requests",
        ];
        // A scrape may be answered by the one just before it.
        var text = await Eventually.GetAsync(
            token => _api.GetStringAsync("/metrics", token),
            text => names.All(name => Regex.IsMatch(text, $"(?m)^{name}\\{{\\}} [0-9]+$"))
        );

        Assert.DoesNotMatch("fusioncache_(?!(memory|distributed)_(hit|miss|set)_total)", text);
    }

    [Fact]
    public async Task The_JSON_has_the_keys_that_are_documented_and_no_others()
    {
        var json = await _api.JsonAsync("/metrics/json");
        string Keys(params object[] path) =>
            string.Join(
                ' ',
                path.Aggregate(json, (node, key) => key is int index ? node[index]! : node[(string)key]!)
                    .AsObject()
                    .Select(entry => entry.Key)
            );

        Assert.Equal("database cache timestamp", Keys());
        Assert.Equal(
            "query_count error_count slow_query_count avg_latency_ms p95_latency_ms error_rate_percent "
                + "throughput_qps pools replicas",
            Keys("database")
        );
        Assert.Equal("name busy idle max utilization_percent", Keys("database", "pools", 0));
        Assert.Equal("name streaming lag_seconds", Keys("database", "replicas", 0));
        Assert.Equal(
            "hits misses evictions sets hit_rate_percent miss_rate_percent eviction_rate_percent l1 l2",
            Keys("cache")
        );
        Assert.Equal("hits misses hit_rate_percent", Keys("cache", "l1"));
        Assert.Equal("hits misses hit_rate_percent", Keys("cache", "l2"));
    }

    [Fact]
    public async Task What_nobody_can_read_in_Redis_is_not_there()
    {
        var slug = await _user.PostStoryAsync();
        using var redis = await ConnectionMultiplexer.ConnectAsync(await stack.ServerConnectionStringAsync("redis"));
        await redis.GetDatabase().StringSetAsync($"v2:story:{slug}", "of another version");
        Assert.Equal(slug, (await _user.GetAsync($"/v1/stories/{slug}"))["slug"]!.GetValue<string>());
    }

    [Fact]
    public async Task Raw_paths_ids_handles_and_connection_strings_are_no_label_values()
    {
        var slug = await _user.PostStoryAsync();
        await _user.GetAsync($"/v1/stories/{slug}");
        await _user.SendAsync(HttpMethod.Get, $"/nowhere/{slug}");
        var text = await _api.GetStringAsync("/metrics");
        Assert.DoesNotContain(slug, text, StringComparison.Ordinal);
        Assert.DoesNotContain(_user.Handle!, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Host=", text, StringComparison.OrdinalIgnoreCase);
        Assert.Subset(
            new HashSet<string> { "primary", "replica", "probe", "migrations" },
            Regex
                .Matches(text, "db_client_connection_pool_name=\"([^\"]*)\"")
                .Select(match => match.Groups[1].Value)
                .ToHashSet()
        );
        var requests = text.Split('\n')
            .Where(line => line.StartsWith("http_server_request_duration_seconds_count", StringComparison.Ordinal))
            .ToList();
        Assert.Contains(requests, line => line.Contains("http_route=\"/v1/stories/{slug}\"", StringComparison.Ordinal));
        Assert.DoesNotContain(
            requests,
            line =>
                line.Contains("/metrics", StringComparison.Ordinal)
                || line.Contains("/health", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_slow_statement_is_logged_with_its_plan_and_its_trace_and_counted()
    {
        await using var locker = await Database.OpenAsync(stack, "postgres", "muejam_library");
        await using var watcher = await Database.OpenAsync(stack, "postgres");
        var trace = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        var before = await CountAsync("slow_query_count");
        var slug = await _user.PostStoryAsync();
        await locker.ScalarAsync<object>("BEGIN");
        await locker.ScalarAsync<object>("SELECT 1 FROM stories WHERE slug = $1 FOR UPDATE", slug);

        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/v1/stories/{slug}")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { title = "Slow" }),
        };
        request.Headers.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
        request.Headers.Authorization = new("Bearer", Tokens.For(_user.Handle!));
        var slow = _api.SendAsync(request);
        const string Waiting =
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE $1 AND now() - "
            + "query_start > '150 ms'";
        await Eventually.GetAsync(_ => watcher.ScalarAsync<long>(Waiting, $"%{trace}%"), waiting => waiting == 1);
        await locker.ScalarAsync<object>("COMMIT");
        using var answer = await slow;
        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal(before + 1, await CountAsync("slow_query_count"));
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        // One entry: the duration, the statement with the trace in its comment, and the plan that was really run.
        await stack.LoggedAsync("postgres", line => line.Contains(trace, StringComparison.Ordinal), timeout.Token);
        await stack.LoggedAsync("postgres", line => line.Contains("\"Plan\"", StringComparison.Ordinal), timeout.Token);
    }

    private async Task<long> CountAsync(string name) =>
        (await _api.JsonAsync("/metrics/json"))["database"]![name]!.GetValue<long>();

    /// <summary>
    /// What the API's statements count, in its database; other clients' and the probes' statements name no table of the
    /// library.
    /// </summary>
    private static async Task<long> CallsAsync(Database server) =>
        await server.ScalarAsync<long>(
            "SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements s JOIN pg_database d ON d.oid = "
                + "s.dbid WHERE d.datname = 'muejam_library' AND query ~ 'INTO stories|INTO writes|FROM stories s "
                + "WHERE'"
        );
}
