using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Resilience;

[Collection(StackCollection.Name)]
public sealed class DatabaseLostTests(StackFixture stack)
{
    [Fact]
    public async Task Without_the_primary_cached_reads_are_stale_writes_get_503_and_no_acknowledged_write_is_lost()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        using var author = LibraryClient.NewUser(stack);
        using var anyone = LibraryClient.Anonymous(stack);
        var slug = await author.PostStoryAsync("kept");
        Assert.NotNull(await anyone.GetAsync($"/v1/stories/{slug}"));

        var writes = new AcknowledgedWrites(author);
        await using var load = new Load(2, _ => writes.PostAsync());
        await load.MoreAsync(20);

        await stack.StopAsync("postgres", timeout.Token);
        using (
            var refused = await Eventually.GetAsync(
                token =>
                    author.SendAsync(
                        HttpMethod.Post,
                        "/v1/stories",
                        new { slug = LibraryClient.NewSlug("lost"), title = "T" },
                        token
                    ),
                answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable
            )
        )
        {
            await LibraryClient.IsProblemAsync(refused, HttpStatusCode.ServiceUnavailable, "database_unavailable");
            Assert.NotNull(refused.Headers.RetryAfter?.Delta);
        }

        using var api = stack.App.CreateHttpClient("api", "http");
        using (var health = await api.GetAsync("/health"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
            Assert.Equal(
                "Unhealthy",
                (await health.Content.ReadFromJsonAsync<JsonNode>())!["checks"]!["database"]![
                    "status"
                ]!.GetValue<string>()
            );
        }

        Assert.Equal("Healthy", (await api.JsonAsync("/alive"))["status"]!.GetValue<string>());
        using (var cached = await anyone.SendAsync(HttpMethod.Get, $"/v1/stories/{slug}"))
        {
            Assert.Equal(HttpStatusCode.OK, cached.StatusCode);
            Assert.Contains("stale", cached.Headers.GetValues("Cache-Status").Single(), StringComparison.Ordinal);
            // A client that has it is told so, too.
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/stories/{slug}");
            request.Headers.Add("If-None-Match", $"{cached.Headers.ETag}");
            using var known = await api.SendAsync(request);
            Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
            Assert.Contains("stale", known.Headers.GetValues("Cache-Status").Single(), StringComparison.Ordinal);
        }

        await stack.StartAsync("postgres", timeout.Token);
        // Nothing is restarted.
        var again = LibraryClient.NewSlug("again");
        await Eventually.GetAsync(
            token => author.SendAsync(HttpMethod.Post, "/v1/stories", new { slug = again, title = "T" }, token),
            a => a.StatusCode == HttpStatusCode.Created
        );
        using (var fresh = await anyone.SendAsync(HttpMethod.Get, $"/v1/stories/{slug}"))
        {
            Assert.False(fresh.Headers.Contains("Cache-Status"));
        }

        var answers = await load.StopAsync();
        Assert.All(
            answers,
            answer =>
                Assert.True(
                    answer.Status is HttpStatusCode.Created or HttpStatusCode.ServiceUnavailable,
                    $"{answer.Status}"
                )
        );
        await writes.NoneIsLostAsync(stack);
    }
}
