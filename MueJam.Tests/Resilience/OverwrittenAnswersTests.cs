using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using StackExchange.Redis;

namespace MueJam.Tests.Resilience;

/// <summary>
/// What was overwritten, deleted or hidden is not served again, whatever becomes of Redis.
/// </summary>
[Collection(StackCollection.Name)]
public sealed class OverwrittenAnswersTests(StackFixture stack)
{
    [Fact]
    public async Task What_was_deleted_is_not_in_a_Redis_that_starts_from_an_older_snapshot()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var author = LibraryClient.NewUser(stack);
        using var anyone = LibraryClient.Anonymous(stack);
        var slug = await author.PostStoryAsync("snapshot");
        await anyone.GetAsync($"/v1/stories/{slug}");
        using (var redis = await ConnectAsync())
        {
            await EntryAsync(redis, slug);
            await redis.GetDatabase().ExecuteAsync("SAVE");
            await author.JsonAsync(HttpMethod.Delete, $"/v1/stories/{slug}", expected: HttpStatusCode.NoContent);
            // As if it was killed: nothing more is saved, nobody told.
            await Assert.ThrowsAnyAsync<RedisException>(() => redis.GetDatabase().ExecuteAsync("SHUTDOWN", "NOSAVE"));
        }

        await stack.App.ResourceNotifications.WaitForResourceAsync(
            "redis",
            KnownResourceStates.TerminalStates,
            timeout.Token
        );
        await stack.StartAsync("redis", timeout.Token);
        using (var redis = await ConnectAsync())
        {
            await EntryAsync(redis, slug);
        }

        await GoneEverywhereAsync(anyone, slug);
    }

    [Fact]
    public async Task What_was_deleted_is_not_shown_when_Redis_has_evicted_everything_else_or_was_flushed()
    {
        using var author = LibraryClient.NewUser(stack);
        using var anyone = LibraryClient.Anonymous(stack);
        using var redis = await ConnectAsync();
        var (evicted, flushed) = (await author.PostStoryAsync("evicted"), await author.PostStoryAsync("flushed"));
        var entries = new Dictionary<string, (RedisKey Key, RedisValue Value)>();
        foreach (var slug in (string[])[evicted, flushed])
        {
            await anyone.GetAsync($"/v1/stories/{slug}");
            var key = await EntryAsync(redis, slug);
            entries[slug] = (key, await redis.GetDatabase().StringGetAsync(key));
            await author.JsonAsync(HttpMethod.Delete, $"/v1/stories/{slug}", expected: HttpStatusCode.NoContent);
        }

        // What eviction leaves is chance: here it is just this entry.
        var others = redis.GetServers().Single().Keys().Where(key => key != entries[evicted].Key);
        await redis.GetDatabase().KeyDeleteAsync([.. others]);
        await GoneEverywhereAsync(anyone, evicted);
        await redis.GetDatabase().ExecuteAsync("FLUSHALL");
        // And an instance that was slow to write what it had read before.
        await redis.GetDatabase().StringSetAsync(entries[flushed].Key, entries[flushed].Value, TimeSpan.FromHours(1));
        await GoneEverywhereAsync(anyone, flushed);
    }

    [Fact]
    public async Task A_write_made_while_Redis_is_away_stays_seen_by_one_two_and_three_instances_when_it_returns()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        await using var second = await ApiProcess.StartAsync(stack);
        await using var third = await ApiProcess.StartAsync(stack);
        using var author = LibraryClient.NewUser(stack);
        using var anyone = LibraryClient.Anonymous(stack);
        second.LogIn(author.Handle!);
        third.LogIn(author.Handle!);
        Func<string, Task<string>>[] titles =
        [
            .. (
                (Func<string, Task<HttpResponseMessage>>[])
                    [
                        path => anyone.SendAsync(HttpMethod.Get, path),
                        path => second.Client.GetAsync(path),
                        path => third.Client.GetAsync(path),
                    ]
            ).Select(send => (Func<string, Task<string>>)(path => TitleAsync(send, path))),
        ];
        var one = await author.PostStoryAsync("one");
        string[] slugs = [one, await author.PostStoryAsync("two"), await author.PostStoryAsync("three")];
        foreach (var slug in slugs)
        {
            foreach (var title in titles)
            {
                Assert.Equal("A tale", await title($"/v1/stories/{slug}"));
            }
        }

        await stack.StopAsync("redis", timeout.Token);
        try
        {
            await author.JsonAsync(HttpMethod.Patch, $"/v1/stories/{slugs[0]}", new { title = "New" });
            Assert.Equal("New", await titles[0]($"/v1/stories/{slugs[0]}"));
            foreach (var (instance, slug) in new[] { (second, slugs[1]), (third, slugs[2]) })
            {
                using var patched = await instance.Client.PatchAsJsonAsync(
                    $"/v1/stories/{slug}",
                    new { title = "New" }
                );
                Assert.Equal(HttpStatusCode.OK, patched.StatusCode);
            }

            await AllNewAsync(ApiProcess.Soon);
        }
        finally
        {
            await stack.StartAsync("redis", timeout.Token);
        }

        await using var fourth = await ApiProcess.StartAsync(stack);
        titles = [.. titles, path => TitleAsync(p => fourth.Client.GetAsync(p), path)];
        // None falls back to what Redis has kept.
        await AllNewAsync(TimeSpan.Zero);

        async Task AllNewAsync(TimeSpan within)
        {
            foreach (var slug in slugs)
            {
                foreach (var title in titles)
                {
                    await Eventually.GetAsync(_ => title($"/v1/stories/{slug}"), found => found == "New", within);
                }
            }
        }
    }

    private static async Task<string> TitleAsync(Func<string, Task<HttpResponseMessage>> send, string path)
    {
        using var answer = await send(path);
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!["title"]!.GetValue<string>();
    }

    /// <summary>The instance that deleted it, and one that has nothing but what Redis tells it.</summary>
    private async Task GoneEverywhereAsync(LibraryClient anyone, string slug)
    {
        await anyone.RefusedAsync(
            HttpMethod.Get,
            $"/v1/stories/{slug}",
            null,
            HttpStatusCode.NotFound,
            "story_not_found"
        );
        await using var other = await ApiProcess.StartAsync(stack);
        using var answer = await other.Client.GetAsync($"/v1/stories/{slug}");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private async Task<ConnectionMultiplexer> ConnectAsync() =>
        await ConnectionMultiplexer.ConnectAsync($"{await stack.ServerConnectionStringAsync("redis")},allowAdmin=true");

    /// <summary>The key of a story's entry, which is written after the answer is sent.</summary>
    private static Task<RedisKey> EntryAsync(ConnectionMultiplexer redis, string slug) =>
        Eventually.GetAsync(
            _ => Task.FromResult(redis.GetServers().Single().Keys(pattern: $"*story:{slug}").SingleOrDefault()),
            key => !string.IsNullOrEmpty(key),
            ApiProcess.Soon
        );
}
