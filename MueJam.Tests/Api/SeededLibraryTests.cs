using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CsCheck;
using MueJam.Tests.Support;

namespace MueJam.Tests.Api;

/// <summary>What shows only where there is much: plans, pages, a full memory.</summary>
[Collection(StackCollection.Name)]
public sealed class SeededLibraryTests(SeededLibrary library) : IClassFixture<SeededLibrary>
{
    private const string MostWhispered =
        "SELECT slug FROM stories s JOIN whispers w ON w.story_id = s.id GROUP BY slug ORDER BY count(*) DESC LIMIT 1";

    [Fact]
    public async Task No_endpoint_scans_a_table()
    {
        await using var database = await library.Database.OpenAsync();
        // The test's own look-ups are no scans either.
        await database.ScalarAsync<object>("SET enable_seqscan = off; SELECT pg_stat_force_next_flush()");
        var before = await ScansAsync(database);
        await AskAnInstanceAsync(database, api => AskEverythingAsync(api, database));
        Assert.Equal(before, await ScansAsync(database));
        Assert.True(
            await database.ScalarAsync<long>(
                "SELECT sum(idx_scan)::bigint FROM pg_stat_user_tables WHERE relname IN ('stories', 'whispers', "
                    + "'chapters', 'shelf_stories')"
            ) > 0
        );
    }

    [Fact]
    public async Task A_page_of_the_whispers_about_a_popular_story_reads_those_of_the_page_alone()
    {
        const int Page = 5;
        await using var database = await library.Database.OpenAsync();
        // What the sessions of other tests have read is told up to ten seconds later, of the index that was there then.
        const string Anew = """
            DO $$ DECLARE definition text := pg_get_indexdef('whispers_of_story'::regclass); 
            BEGIN DROP INDEX whispers_of_story; EXECUTE definition; END $$
            """;
        var slug = await database.ScalarAsync<string>(MostWhispered);
        Assert.True(
            await database.ScalarAsync<long>(
                "SELECT count(*) FROM whispers w JOIN stories s ON s.id = w.story_id WHERE s.slug = $1",
                slug!
            )
                > 10 * Page
        );
        await database.ScalarAsync<object>(Anew);
        await AskAnInstanceAsync(
            database,
            api => api.Client.GetStringAsync($"/v1/stories/{slug}/whispers?page_size={Page}")
        );
        // One more tells whether there is a next page.
        Assert.InRange(
            await database.ScalarAsync<long>(
                "SELECT idx_tup_read FROM pg_stat_user_indexes WHERE indexrelname = 'whispers_of_story'"
            ),
            Page,
            Page + 1
        );
    }

    [Theory]
    [InlineData("/v1/stories?tag=noir")]
    [InlineData("/v1/discover/trending")]
    [InlineData("/v1/discover/new")]
    [InlineData("/v1/search?q=moonlit%20lighthouse")]
    [InlineData("/v1/whispers")]
    [InlineData("/v1/stories/{slug}/whispers")]
    [InlineData("/v1/stories/{slug}/chapters")]
    [InlineData("/v1/whispers/{id}/replies")]
    [InlineData("/v1/profiles/{author}/stories")]
    public async Task Pages_of_any_size_make_the_same_list_with_each_row_once(string list)
    {
        const int Rows = 120;
        await using var database = await library.Database.OpenAsync();
        var path = list.Replace("{slug}", await database.ScalarAsync<string>(MostWhispered), StringComparison.Ordinal)
            .Replace(
                "{id}",
                $"{await database.ScalarAsync<long>("SELECT id FROM whispers ORDER BY reply_count DESC, id LIMIT 1")}",
                StringComparison.Ordinal
            )
            .Replace(
                "{author}",
                await database.ScalarAsync<string>(
                    "SELECT author FROM stories GROUP BY author ORDER BY count(*) DESC LIMIT 1"
                ),
                StringComparison.Ordinal
            );
        var whole = await RowsAsync(library.Api, path, 100, Rows);
        Assert.NotEmpty(whole);
        Assert.Equal(whole.Count, whole.Distinct().Count());
        await Gen.Int[3, 99]
            .SampleAsync(
                async size => Assert.Equal(whole, await RowsAsync(library.Api, path, size, Rows)),
                iter: 4,
                threads: 1
            );
    }

    [Fact]
    public async Task Many_who_ask_for_one_story_at_once_ask_the_database_once()
    {
        await using var database = await library.Database.OpenAsync();
        var api = library.Api;
        var slug = await database.ScalarAsync<string>("SELECT slug FROM stories ORDER BY id LIMIT 1 OFFSET 5000");
        var before = await QueriesAsync(api);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => api.Client.GetStringAsync($"/v1/stories/{slug}")));
        Assert.Equal(before + 1, await QueriesAsync(api));
    }

    [Fact]
    public async Task Memory_holds_a_thousand_answers_and_tells_what_it_evicts()
    {
        await using var database = await library.Database.OpenAsync();
        await using var api = await library.Database.ServeAsync();
        var slugs = (
            await database.ScalarAsync<string[]>("SELECT array_agg(slug) FROM (SELECT slug FROM stories LIMIT 1500) s")
        )!;
        await Parallel.ForEachAsync(
            slugs,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (slug, token) => await api.Client.GetStringAsync($"/v1/stories/{slug}", token)
        );
        var cache = (await api.Client.JsonAsync("/metrics/json"))["cache"]!;
        Assert.Equal(1500, cache["misses"]!.GetValue<long>());
        await Eventually.GetAsync(
            async token =>
                (await api.Client.JsonAsync("/metrics/json", token))["cache"]!["evictions"]!.GetValue<long>(),
            evicted => evicted >= 500
        );
    }

    /// <summary>Asks an instance and ends it: what a server process counted is told when its session ends.</summary>
    private async Task AskAnInstanceAsync(Database database, Func<ApiProcess, Task> ask)
    {
        const string Sessions =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE "
            + "'muejam-api%'";
        var others = await database.ScalarAsync<long>(Sessions);
        await using (var api = await library.Database.ServeAsync())
        {
            await ask(api);
        }

        await Eventually.GetAsync(_ => database.ScalarAsync<long>(Sessions), left => left <= others);
    }

    private static async Task<long> QueriesAsync(ApiProcess api) =>
        (await api.Client.JsonAsync("/metrics/json"))["database"]!["query_count"]!.GetValue<long>();

    /// <summary>Sequential scans of each table so far.</summary>
    // Each instance looks at the few writes of the last minute once a second: no matter of an endpoint.
    private static Task<string?> ScansAsync(Database database) =>
        database.ScalarAsync<string>(
            "SELECT string_agg(relname || ' ' || seq_scan, ', ' ORDER BY relname) FROM pg_stat_user_tables WHERE "
                + "relname NOT IN ('schemaversions', 'writes')"
        );

    /// <summary>The first rows of a list, as they are sent.</summary>
    private static async Task<List<string>> RowsAsync(ApiProcess api, string path, int pageSize, int rows)
    {
        var (found, cursor) = (new List<string>(), "");
        do
        {
            var page = await api.Client.JsonAsync(
                $"{path}{(path.Contains('?') ? '&' : '?')}page_size={pageSize}{cursor}"
            );
            found.AddRange(page["data"]!.AsArray().Select(row => row!.ToJsonString()));
            cursor = page["next_cursor"] is { } next ? $"&cursor={next}" : null;
        } while (cursor is not null && found.Count < rows);

        return found.Count > rows ? found[..rows] : found;
    }

    private static async Task AskEverythingAsync(ApiProcess api, Database database)
    {
        const string Answered = "FROM whispers WHERE reply_count > 0";
        var slug = await database.ScalarAsync<string>(
            "SELECT slug FROM stories "
                + $"WHERE id = (SELECT story_id {Answered} AND story_id IS NOT NULL ORDER BY id LIMIT 1)"
        );
        var story = $"/v1/stories/{slug}";
        var whisper = $"/v1/whispers/{await database.ScalarAsync<long>($"SELECT id {Answered} ORDER BY id LIMIT 1")}";
        var author =
            $"/v1/profiles/{await database.ScalarAsync<string>("SELECT author FROM stories ORDER BY id LIMIT 1")}";
        api.LogIn((await database.ScalarAsync<string>("SELECT owner FROM shelves ORDER BY id LIMIT 1"))!);
        string[] lists =
        [
            "/v1/stories",
            "/v1/stories?tag=fantasy",
            "/v1/stories?tag=sports",
            "/v1/discover/trending",
            "/v1/discover/new",
            "/v1/whispers",
            $"{story}/whispers",
            $"{story}/chapters",
            $"{whisper}/replies",
            $"{author}/stories",
            "/v1/search?q=lighthouse",
            "/v1/search?q=%22borrowed%20lighthouse%22",
            "/v1/me/stories",
            "/v1/me/progress",
            "/v1/shelves",
        ];
        foreach (var list in lists)
        {
            await RowsAsync(api, list, pageSize: 5, rows: 20);
        }

        foreach (
            var one in (string[])
                [
                    story,
                    $"{story}/chapters/1",
                    whisper,
                    author,
                    "/v1/search/suggestions?q=the%20la",
                    "/v1/search/suggestions?q=lihgthouse",
                ]
        )
        {
            Assert.NotNull(await api.Client.JsonAsync(one));
        }

        var own = await SendAsync(
            HttpMethod.Post,
            "/v1/stories",
            new { slug = LibraryClient.NewSlug("own"), title = "Own" }
        );
        var mine = $"/v1/stories/{own!["slug"]}";
        await SendAsync(HttpMethod.Post, $"{mine}/chapters", new { title = "One", body = "Once." });
        await SendAsync(HttpMethod.Patch, $"{mine}/chapters/1", new { title = "First" });
        await SendAsync(HttpMethod.Patch, mine, new { title = "Mine" });
        await SendAsync(HttpMethod.Put, $"{mine}/progress", new { chapter = 1, percent = 5 });
        Assert.NotNull(await api.Client.JsonAsync($"{mine}/progress"));
        var shelf = $"/v1/shelves/{(await SendAsync(HttpMethod.Post, "/v1/shelves", new { name = "Mine" }))!["id"]}";
        await SendAsync(HttpMethod.Patch, shelf, new { name = "My own" });
        await SendAsync(HttpMethod.Put, $"{shelf}/stories/{own["slug"]}");
        Assert.Single(await RowsAsync(api, $"{shelf}/stories", 5, 5));
        await SendAsync(HttpMethod.Delete, $"{shelf}/stories/{own["slug"]}");
        await SendAsync(HttpMethod.Delete, shelf);
        await SendAsync(HttpMethod.Put, "/v1/me/profile", new { bio = "Reads." });
        var about = await SendAsync(HttpMethod.Post, "/v1/whispers", new { body = "About mine", story = own["slug"] });
        var answer = await SendAsync(
            HttpMethod.Post,
            "/v1/whispers",
            new { body = "A reply", reply_to = about!["id"]!.GetValue<long>() }
        );
        var (posted, reply) = ($"/v1/whispers/{about["id"]}", $"/v1/whispers/{answer!["id"]}");
        await SendAsync(HttpMethod.Put, $"{posted}/like");
        await SendAsync(HttpMethod.Delete, $"{posted}/like");
        await SendAsync(HttpMethod.Delete, reply);
        await SendAsync(HttpMethod.Delete, $"{mine}/chapters/1");
        await SendAsync(HttpMethod.Delete, mine);

        async Task<JsonNode?> SendAsync(HttpMethod method, string path, object? body = null)
        {
            using var request = new HttpRequestMessage(method, path)
            {
                Content = body is null ? null : JsonContent.Create(body),
            };
            using var answer = await api.Client.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {text}");
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
    }
}
