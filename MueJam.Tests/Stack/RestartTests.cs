using System.Net;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Stack;

[Collection(StackCollection.Name)]
public sealed class RestartTests(StackFixture stack)
{
    [Fact]
    public async Task Data_survives_a_restart_of_both_databases()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var api = stack.App.CreateHttpClient("api", "http");
        using var author = LibraryClient.NewUser(stack);
        var slug = await author.PostStoryAsync("lasting");

        foreach (var server in (string[])["postgres", "postgres-replica"])
        {
            await stack.StopAsync(server, timeout.Token);
            await stack.StartAsync(server, timeout.Token);
        }

        await using var replica = await Database.OpenAsync(stack, "postgres-replica", "muejam_library");
        await Eventually.GetAsync(
            _ => replica.ScalarAsync<long>("SELECT count(*) FROM stories WHERE slug = $1", slug),
            count => count == 1
        );
        await Eventually.GetAsync(
            token => api.GetAsync($"/v1/stories/{slug}", token),
            answer => answer.StatusCode == HttpStatusCode.OK
        );
    }

    [Fact]
    public async Task Prometheus_keeps_its_series()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var prometheus = stack.CreateServerClient("prometheus");
        await Eventually.GetAsync(token => prometheus.QueryAsync("up", token), series => series.Count > 0);
        var stopped = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

        await stack.StopAsync("prometheus", timeout.Token);
        await stack.StartAsync("prometheus", timeout.Token);

        Assert.NotEmpty(await prometheus.QueryAsync($"up @ {stopped}", timeout.Token));
    }
}
