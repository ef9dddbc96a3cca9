using System.Net;
using System.Net.Http.Json;
using MueJam.Api.Data;

namespace MueJam.Tests.Resilience;

/// <summary>How much the API asks of the database at most.</summary>
[Collection(StackCollection.Name)]
public sealed class DatabaseLimitsTests(StackFixture stack)
{
    [Fact]
    public void By_default_pools_retries_and_routing_are_as_specified()
    {
        var options = new DatabaseOptions();
        Assert.Equal((10, 50, 300), (options.MinPoolSize, options.MaxPoolSize, options.IdleLifetime.TotalSeconds));
        Assert.Equal(
            (0.5, 60, 30),
            (options.FailureRatio, options.SamplingDuration.TotalSeconds, options.BreakDuration.TotalSeconds)
        );
        Assert.Equal(
            (30, 5, 2),
            (options.StatementTimeout.TotalSeconds, options.MaxLag.TotalSeconds, options.ReturnLag.TotalSeconds)
        );
    }

    [Fact]
    public async Task A_statement_that_takes_too_long_is_ended_by_the_server_and_answered_503()
    {
        await using var own = await OwnDatabase.CreateAsync(stack);
        await using var api = await own.ServeAsync(("Database__StatementTimeout", "00:00:01"));
        await using var locker = await PostAndLockAsync(own, api);

        using var answer = await api.Client.PatchAsJsonAsync("/v1/stories/held", new { title = "Late" });
        await LibraryClient.IsProblemAsync(answer, HttpStatusCode.ServiceUnavailable, "database_timeout");
        Assert.NotNull(answer.Headers.RetryAfter?.Delta);
        Assert.Equal(
            0,
            await locker.ScalarAsync<long>(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = "
                    + "'muejam-api-primary' AND state = 'active'"
            )
        );
    }

    [Fact]
    public async Task A_pool_opens_50_connections_at_most_and_closes_those_that_are_idle_but_ten()
    {
        await using var own = await OwnDatabase.CreateAsync(stack);
        await using var api = await own.ServeAsync(("Database__IdleLifetime", "00:00:02"));
        await using var watcher = await own.OpenAsync();
        await using var locker = await PostAndLockAsync(own, api);
        var held = Enumerable
            .Range(0, 60)
            .Select(i => api.Client.PatchAsJsonAsync("/v1/stories/held", new { title = $"{i}" }))
            .ToList();
        // Ten find no connection in the time that they may wait.
        var refused = new List<HttpResponseMessage>();
        while (refused.Count < 10)
        {
            var answer = await Task.WhenAny(held);
            held.Remove(answer);
            refused.Add(await answer);
        }

        Assert.All(refused, answer => Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode));
        Assert.Equal(50, await ConnectionsAsync(watcher));
        await locker.ScalarAsync<object>("COMMIT");
        Assert.All(await Task.WhenAll(held), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));

        await Eventually.GetAsync(
            _ => ConnectionsAsync(watcher),
            connections => connections == 10,
            TimeSpan.FromSeconds(30)
        );
    }

    /// <summary>A story that nobody can change before the transaction ends.</summary>
    private static async Task<Database> PostAndLockAsync(OwnDatabase own, ApiProcess api)
    {
        api.LogIn("lock_keeper");
        using var posted = await api.Client.PostAsJsonAsync("/v1/stories", new { slug = "held", title = "T" });
        Assert.Equal(HttpStatusCode.Created, posted.StatusCode);
        var locker = await own.OpenAsync();
        await locker.ScalarAsync<object>("BEGIN");
        await locker.ScalarAsync<object>("SELECT 1 FROM stories WHERE slug = 'held' FOR UPDATE");
        return locker;
    }

    /// <summary>As the server counts them.</summary>
    private static Task<long> ConnectionsAsync(Database server) =>
        server.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = "
                + "'muejam-api-primary'"
        );
}
