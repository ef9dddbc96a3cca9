using System.Net;
using System.Net.Http.Json;
using MueJam.Tests.Support;

namespace MueJam.Tests.Resilience;

/// <summary>How many connections the API holds, counted by the server.</summary>
[Collection(StackCollection.Name)]
public sealed class PoolSizeTests(StackFixture stack)
{
    [Fact]
    public async Task A_pool_opens_50_connections_at_most_and_closes_those_that_are_idle_but_ten()
    {
        await using var own = await OwnDatabase.CreateAsync(stack);
        await using var api = await own.ServeAsync(("Database__IdleLifetime", "00:00:02"));
        await using var watcher = await own.OpenAsync();
        api.LogIn("pool_keeper");
        using (var posted = await api.Client.PostAsJsonAsync("/v1/stories", new { slug = "held", title = "T" }))
        {
            Assert.Equal(HttpStatusCode.Created, posted.StatusCode);
        }

        await using var locker = await own.OpenAsync();
        await locker.ScalarAsync<object>("BEGIN");
        await locker.ScalarAsync<object>("SELECT 1 FROM stories WHERE slug = 'held' FOR UPDATE");
        var held = Enumerable.Range(0, 60).Select(i => api.Client.PatchAsJsonAsync("/v1/stories/held", new { title = $"{i}" })).ToList();
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

        await Eventually.GetAsync(_ => ConnectionsAsync(watcher), connections => connections == 10, TimeSpan.FromSeconds(30));
    }

    private static Task<long> ConnectionsAsync(Database server)
        => server.ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'muejam-api-primary'");
}
