using CsCheck;

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
        await AskAnInstanceAsync(database, api => EveryEndpoint.AskAsync(api, database));
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
        var whole = await EveryEndpoint.RowsAsync(library.Api, path, 100, Rows);
        Assert.NotEmpty(whole);
        Assert.Equal(whole.Count, whole.Distinct().Count());
        await Gen.Int[3, 99]
            .SampleAsync(
                async size => Assert.Equal(whole, await EveryEndpoint.RowsAsync(library.Api, path, size, Rows)),
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
}
