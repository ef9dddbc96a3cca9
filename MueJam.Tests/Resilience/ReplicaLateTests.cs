using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Resilience;

[Collection(StackCollection.Name)]
public sealed class ReplicaLateTests(StackFixture stack)
{
    [Fact]
    public async Task Reads_leave_a_late_replica_and_return_to_it()
    {
        using var api = stack.App.CreateHttpClient("api", "http");
        using var author = LibraryClient.NewUser(stack);
        await using var replica = await Database.OpenAsync(stack, "postgres-replica");
        await Eventually.GetAsync(_ => ReadsFromReplicaAsync(), fromReplica => fromReplica);

        var writes = new AcknowledgedWrites(author);
        await replica.ScalarAsync<object>("SELECT pg_wal_replay_pause()");
        try
        {
            var slug = await author.PostStoryAsync("ahead");
            // What was written is read at once, though the replica does not have it.
            Assert.Equal(slug, (await author.GetAsync($"/v1/stories/{slug}"))["slug"]!.GetValue<string>());
            Assert.Equal(slug, (await author.GetAsync("/v1/me/stories"))["data"]![0]!["slug"]!.GetValue<string>());

            for (var i = 0; i < 10; i++)
            {
                using var posted = await writes.PostAsync();
            }

            await Eventually.GetAsync(_ => LagAsync(api), lag => lag > 5, TimeSpan.FromSeconds(15));
            await Eventually.GetAsync(
                _ => ReadsFromReplicaAsync(),
                fromReplica => !fromReplica,
                TimeSpan.FromSeconds(10)
            );
            Assert.Equal(
                "Degraded",
                (await api.JsonAsync("/health"))["checks"]!["replica"]!["status"]!.GetValue<string>()
            );
        }
        finally
        {
            await replica.ScalarAsync<object>("SELECT pg_wal_replay_resume()");
        }

        await Eventually.GetAsync(_ => LagAsync(api), lag => lag < 2, TimeSpan.FromSeconds(10));
        await Eventually.GetAsync(_ => ReadsFromReplicaAsync(), fromReplica => fromReplica, TimeSpan.FromSeconds(10));
        await writes.NoneIsLostAsync(stack);
    }

    [Fact]
    public async Task A_stopped_replica_costs_no_read_and_its_lag_grows()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var api = stack.App.CreateHttpClient("api", "http");
        using var author = LibraryClient.NewUser(stack);
        var slug = await author.PostStoryAsync();
        await stack.StopAsync("postgres-replica", timeout.Token);
        try
        {
            for (var i = 0; i < 20; i++)
            {
                Assert.NotNull(await author.GetAsync($"/v1/me/stories?page_size={i + 1}"));
            }

            var state = await Eventually.GetAsync(_ => ReplicaAsync(api), r => !r["streaming"]!.GetValue<bool>());
            await Eventually.GetAsync(_ => LagAsync(api), lag => lag > 1);
            Assert.Equal("postgres-replica", state["name"]!.GetValue<string>());
        }
        finally
        {
            await stack.StartAsync("postgres-replica", timeout.Token);
        }

        Assert.Equal(slug, (await author.GetAsync($"/v1/stories/{slug}"))["slug"]!.GetValue<string>());
    }

    /// <summary>No message has told it to ask the primary, and the replica counts as usable all the time.</summary>
    [Fact]
    public async Task An_instance_without_Redis_does_not_keep_what_a_late_replica_answers()
    {
        await using var alone = await ApiProcess.StartAsync(
            stack,
            ("ConnectionStrings__redis", "127.0.0.1:1,abortConnect=false"),
            ("Database__MaxLag", "01:00:00"),
            ("Database__ReturnLag", "01:00:00")
        );
        using var author = LibraryClient.NewUser(stack);
        var slug = await author.PostStoryAsync("late");
        await Eventually.GetAsync(
            token => alone.Client.JsonAsync($"/v1/stories/{slug}", token),
            story => story["title"]!.GetValue<string>() == "A tale"
        );
        await using var replica = await Database.OpenAsync(stack, "postgres-replica");
        await replica.ScalarAsync<object>("SELECT pg_wal_replay_pause()");
        try
        {
            await author.JsonAsync(HttpMethod.Patch, $"/v1/stories/{slug}", new { title = "New" });
            await Eventually.GetAsync(
                token => alone.Client.JsonAsync($"/v1/stories/{slug}", token),
                story => story["title"]!.GetValue<string>() == "New",
                StoryTruth.Soon
            );
            Assert.Equal(
                "Healthy",
                (await alone.Client.JsonAsync("/health"))["checks"]!["replica"]!["status"]!.GetValue<string>()
            );
        }
        finally
        {
            await replica.ScalarAsync<object>("SELECT pg_wal_replay_resume()");
        }
    }

    /// <summary>
    /// Which server an uncached read of another user's reaches, by the statements that each server counts.
    /// </summary>
    private async Task<bool> ReadsFromReplicaAsync()
    {
        await using var replica = await Database.OpenAsync(stack, "postgres-replica");
        using var other = LibraryClient.NewUser(stack);
        var before = await CallsAsync(replica);
        await other.GetAsync("/v1/me/stories");
        return await CallsAsync(replica) > before;
    }

    private static async Task<long> CallsAsync(Database server) =>
        await server.ScalarAsync<long>(
            "SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements WHERE query LIKE '%FROM stories s "
                + "WHERE s.author = %'"
        );

    private static async Task<JsonNode> ReplicaAsync(HttpClient api) =>
        (await api.JsonAsync("/metrics/json"))["database"]!["replicas"]![0]!;

    private static async Task<double> LagAsync(HttpClient api) =>
        (await ReplicaAsync(api))["lag_seconds"]?.GetValue<double>() ?? 0;
}
