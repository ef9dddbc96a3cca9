using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;

namespace MueJam.Tests.Resilience;

/// <summary>Writes whose answer reached nobody: what they have done is seen all the same.</summary>
[Collection(StackCollection.Name)]
public sealed class UnansweredWritesTests(StackFixture stack)
{
    private const string Author = "gone_author";

    [Fact]
    public async Task What_a_client_that_went_away_has_deleted_or_hidden_is_not_served_again()
    {
        const int Writes = 320;
        await using var own = await OwnDatabase.CreateAsync(stack);
        await using var api = await own.ServeAsync(
            ("RateLimits__WritesPerMinute", "1000000"),
            ("RateLimits__WhispersPerMinute", "1000000")
        );
        api.LogIn(Author);
        var (token, random) = (Tokens.For(Author), new Random(14));
        var usual = await TimeAsync(api);
        var written = new List<(string Method, string Path, string Read, string Gone)>();
        for (var i = 0; i < Writes; i++)
        {
            written.Add(await PrepareAsync(api, i));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(api, written[i].Read));
        }

        foreach (var (method, path, _, _) in written)
        {
            // Up to a little longer than a write takes here: 0.3 to 6 ms on a machine that has nothing else to do.
            var patience = (0.05 + random.NextDouble()) * 1.2 * usual;
            var body = method == "PATCH" ? """{"status":"draft"}""" : "";
            await ImpatientClient.SendAsync(api.Client.BaseAddress!, method, path, token, body, patience);
        }

        // The last of them may be under way.
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await api.Client.DeleteAsync((await PrepareAsync(api, 0)).Path)).StatusCode
        );
        await using var truth = await own.OpenAsync();
        const string Busy = """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()
            """;
        await Eventually.GetAsync(_ => truth.ScalarAsync<long>(Busy), busy => busy == 0);
        using var nobody = new HttpClient { BaseAddress = api.Client.BaseAddress };
        var (gone, wrong) = (0, new List<string>());
        foreach (var (_, path, read, sql) in written)
        {
            if (await truth.ScalarAsync<bool>(sql))
            {
                gone++;
                using var answer = await nobody.GetAsync(read);
                if (answer.StatusCode != HttpStatusCode.NotFound)
                {
                    wrong.Add($"{path}: {answer.StatusCode}");
                }
            }
        }

        // The reset may also come before the server has read the request.
        Assert.InRange(gone, 20, Writes);
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {gone} are served again: {string.Join(", ", wrong.Take(5))}");
    }

    [Fact]
    public async Task A_write_that_has_begun_goes_on_when_its_client_goes_away()
    {
        await using var own = await OwnDatabase.CreateAsync(stack);
        await using var api = await own.ServeAsync();
        api.LogIn(Author);
        var (_, path, read, gone) = await PrepareAsync(api, 0);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(api, read));
        await using var truth = await own.OpenAsync();
        await using var locker = await own.OpenAsync();
        await locker.ScalarAsync<object>("BEGIN");
        await locker.ScalarAsync<object>("SELECT 1 FROM stories FOR UPDATE");
        const string Waiting =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        using (var patience = new CancellationTokenSource())
        {
            var write = api.Client.DeleteAsync(path, patience.Token);
            await Eventually.GetAsync(_ => truth.ScalarAsync<long>(Waiting), waiting => waiting == 1);
            await patience.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
        }

        for (var i = 0; i < 100; i++)
        {
            // By the time that these are answered the server knows that the other has gone.
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(api, "/alive"));
        }

        await locker.ScalarAsync<object>("COMMIT");
        await Eventually.GetAsync(_ => truth.ScalarAsync<bool>(gone), isGone => isGone, TimeSpan.FromSeconds(10));
        await Eventually.GetAsync(
            _ => StatusAsync(api, read),
            status => status == HttpStatusCode.NotFound,
            TimeSpan.FromSeconds(2)
        );
    }

    [Fact]
    public async Task A_write_whose_commit_was_not_answered_is_taken_as_done()
    {
        await using var own = await OwnDatabase.CreateAsync(stack);
        var direct = new NpgsqlConnectionStringBuilder(await own.ConnectionStringAsync()) { Pooling = true };
        await using var proxy = new LossyProxy(direct.Host!, direct.Port);
        var (_, _) = (direct.Host = "127.0.0.1", direct.Port = proxy.Port);
        await using var api = await own.ServeAsync(("ConnectionStrings__muejam", direct.ConnectionString));
        api.LogIn(Author);
        for (var i = 0; i < 8; i++)
        {
            var (method, path, read, _) = await PrepareAsync(api, i);
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(api, read));
            proxy.LosesCommits = true;
            using (var answer = await api.Client.SendAsync(Write(method, path)))
            {
                await LibraryClient.IsProblemAsync(answer, HttpStatusCode.ServiceUnavailable, "database_unavailable");
            }

            proxy.LosesCommits = false;
            // At once, and when the instance has looked what became of it.
            using var nobody = new HttpClient { BaseAddress = api.Client.BaseAddress };
            using var first = await nobody.GetAsync(read);
            Assert.NotEqual(HttpStatusCode.OK, first.StatusCode);
            await Eventually.GetAsync(
                token => nobody.GetAsync(read, token),
                a => a.StatusCode == HttpStatusCode.NotFound,
                TimeSpan.FromSeconds(10)
            );
            await Eventually.GetAsync(
                token => api.Client.JsonAsync("/health", token),
                health => health["status"]!.GetValue<string>() == "Degraded"
            );
        }

        Assert.Equal(8, proxy.Lost);
    }

    private static HttpRequestMessage Write(string method, string path) =>
        new(new HttpMethod(method), path)
        {
            Content = method == "PATCH" ? JsonContent.Create(new { status = "draft" }) : null,
        };

    private static async Task<HttpStatusCode> StatusAsync(ApiProcess api, string path)
    {
        using var answer = await api.Client.GetAsync(path);
        return answer.StatusCode;
    }

    /// <summary>How long a write takes, mostly.</summary>
    private static async Task<TimeSpan> TimeAsync(ApiProcess api)
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < 21; i++)
        {
            var path = (await PrepareAsync(api, 0)).Path;
            var clock = Stopwatch.StartNew();
            Assert.Equal(HttpStatusCode.NoContent, (await api.Client.DeleteAsync(path)).StatusCode);
            times.Add(clock.Elapsed);
        }

        return times.Order().ElementAt(10);
    }

    /// <summary>
    /// Makes what a write takes from view: a story that is deleted or made a draft, a chapter, a whisper.
    /// </summary>
    private static async Task<(string Method, string Path, string Read, string Gone)> PrepareAsync(
        ApiProcess api,
        int kind
    )
    {
        var slug = LibraryClient.NewSlug("gone");
        await PostAsync(api, "/v1/stories", new { slug, title = "T" });
        var story = $"/v1/stories/{slug}";
        switch (kind % 4)
        {
            case 0:
                return ("DELETE", story, story, $"SELECT deleted_at IS NOT NULL FROM stories WHERE slug = '{slug}'");
            case 1:
                return ("PATCH", story, story, $"SELECT published_at IS NULL FROM stories WHERE slug = '{slug}'");
            case 2:
                await PostAsync(api, $"{story}/chapters", new { title = "One", body = "Text" });
                var chapter = $"{story}/chapters/1";
                return (
                    "DELETE",
                    chapter,
                    chapter,
                    $"""
                    SELECT c.deleted_at IS NOT NULL FROM chapters c JOIN stories s ON s.id = c.story_id
                    WHERE s.slug = '{slug}'
                    """
                );
            default:
                var id = (await PostAsync(api, "/v1/whispers", new { body = "Listen", story = slug }))[
                    "id"
                ]!.GetValue<long>();
                var whisper = $"/v1/whispers/{id}";
                return ("DELETE", whisper, whisper, $"SELECT deleted_at IS NOT NULL FROM whispers WHERE id = {id}");
        }
    }

    private static async Task<JsonNode> PostAsync(ApiProcess api, string path, object body)
    {
        using var answer = await api.Client.PostAsJsonAsync(path, body);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }
}
