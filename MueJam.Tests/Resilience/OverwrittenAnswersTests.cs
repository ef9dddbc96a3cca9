using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using MueJam.Tests.Support;
using StackExchange.Redis;

namespace MueJam.Tests.Resilience;

/// <summary>
/// What was overwritten, deleted or hidden is not served again, whatever becomes of Redis and the databases.
/// </summary>
[Collection(StackCollection.Name)]
public sealed class OverwrittenAnswersTests(StackFixture stack)
{
    /// <summary>An instance looks at the log of writes once a second.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task What_was_deleted_is_not_shown_when_both_databases_are_gone()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        await using var second = await ApiProcess.StartAsync(stack);
        using var author = LibraryClient.NewUser(stack);
        using var anyone = LibraryClient.Anonymous(stack);
        var kept = await PostWithChapterAsync(author);
        var (deleted, hidden) = (await PostWithChapterAsync(author), await PostWithChapterAsync(author));
        string[] reads =
        [
            .. new[] { kept, deleted, hidden }
                .Select(slug => $"/v1/stories/{slug}")
                .SelectMany(story => new[] { story, $"{story}/chapters", $"{story}/chapters/1" }),
        ];
        foreach (var read in reads)
        {
            await anyone.GetAsync(read);
            await second.Client.JsonAsync(read);
        }

        await author.JsonAsync(HttpMethod.Delete, $"/v1/stories/{deleted}", expected: HttpStatusCode.NoContent);
        await author.JsonAsync(HttpMethod.Patch, $"/v1/stories/{hidden}", new { status = "draft" });
        await Eventually.GetAsync(
            token => second.Client.GetAsync($"/v1/stories/{hidden}", token),
            answer => answer.StatusCode == HttpStatusCode.NotFound,
            Soon
        );
        await Task.WhenAll(
            stack.StopAsync("postgres-replica", timeout.Token),
            stack.StopAsync("postgres", timeout.Token)
        );
        try
        {
            await Eventually.GetAsync(
                token => anyone.SendAsync(HttpMethod.Get, reads[0], cancellationToken: token),
                IsMarked,
                Soon
            );
            await Eventually.GetAsync(token => second.Client.GetAsync(reads[0], token), IsMarked, Soon);
            foreach (var read in reads)
            {
                var isKept = read.Contains(kept, StringComparison.Ordinal);
                var expected = isKept ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable;
                foreach (var asked in new[] { anyone.SendAsync(HttpMethod.Get, read), second.Client.GetAsync(read) })
                {
                    using var answer = await asked;
                    Assert.True(answer.StatusCode == expected, $"{read}: {answer.StatusCode}");
                    Assert.True(!isKept || IsMarked(answer), $"{read} is not marked");
                }
            }
        }
        finally
        {
            await StartAsync("postgres", timeout.Token);
            await StartAsync("postgres-replica", timeout.Token);
            await stack.NoticedAsync();
        }
    }

    [Fact]
    public async Task What_was_deleted_is_not_shown_while_statements_time_out_and_what_stands_in_is_marked()
    {
        await using var own = await OwnDatabase.CreateAsync(stack);
        await using var api = await own.ServeAsync(("Database__StatementTimeout", "00:00:01"));
        api.LogIn("lock_author");
        foreach (var slug in (string[])["kept", "deleted"])
        {
            using var posted = await api.Client.PostAsJsonAsync("/v1/stories", new { slug, title = "T" });
            Assert.Equal(HttpStatusCode.Created, posted.StatusCode);
            Assert.NotNull(await api.Client.JsonAsync($"/v1/stories/{slug}"));
        }

        using (var answer = await api.Client.DeleteAsync("/v1/stories/deleted"))
        {
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        }

        await using var locker = await own.OpenAsync();
        await locker.ScalarAsync<object>("BEGIN; LOCK TABLE stories");
        using var gone = await api.Client.GetAsync("/v1/stories/deleted");
        await LibraryClient.IsProblemAsync(gone, HttpStatusCode.ServiceUnavailable, "database_timeout");
        // After a minute its time in memory is over, and there is nothing else to answer with. The server is well, so
        // nobody has noticed anything.
        using var first = await Eventually.GetAsync(
            token => api.Client.GetAsync("/v1/stories/kept", token),
            IsMarked,
            TimeSpan.FromSeconds(90)
        );
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        using var next = await api.Client.GetAsync("/v1/stories/kept");
        Assert.True(next.StatusCode == HttpStatusCode.OK && IsMarked(next));
        using var still = await api.Client.GetAsync("/v1/stories/deleted");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, still.StatusCode);
        await locker.ScalarAsync<object>("COMMIT");
        using var fresh = await Eventually.GetAsync(
            token => api.Client.GetAsync("/v1/stories/kept", token),
            answer => !IsMarked(answer),
            TimeSpan.FromSeconds(15)
        );
        Assert.Equal(HttpStatusCode.OK, fresh.StatusCode);
    }

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

            await AllNewAsync(Soon);
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

    private static bool IsMarked(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Cache-Status", out var status)
        && status.Single().Contains("stale", StringComparison.Ordinal);

    private static async Task<string> TitleAsync(Func<string, Task<HttpResponseMessage>> send, string path)
    {
        using var answer = await send(path);
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!["title"]!.GetValue<string>();
    }

    private static async Task<string> PostWithChapterAsync(LibraryClient author)
    {
        var slug = await author.PostStoryAsync("both");
        var chapter = new { title = "One", body = "Text" };
        await author.JsonAsync(HttpMethod.Post, $"/v1/stories/{slug}/chapters", chapter, HttpStatusCode.Created);
        return slug;
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
            Soon
        );

    private async Task StartAsync(string resource, CancellationToken cancellationToken)
    {
        await stack.App.ResourceCommands.ExecuteCommandAsync(
            resource,
            KnownResourceCommands.StartCommand,
            cancellationToken
        );
        await stack.HealthyAsync(resource, cancellationToken);
    }
}
