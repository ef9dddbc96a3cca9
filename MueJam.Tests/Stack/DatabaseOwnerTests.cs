using System.Net;

namespace MueJam.Tests.Stack;

/// <summary>The login of the API, to which the library's database belongs.</summary>
[Collection(StackCollection.Name)]
public sealed class DatabaseOwnerTests(StackFixture stack)
{
    private const string Rights = """
        SELECT concat_ws(' ', rolname, (
            SELECT string_agg(g.rolname, ',')
            FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid))
        FROM pg_roles r WHERE rolname = 'muejam_api' AND rolcanlogin AND NOT rolsuper AND NOT rolcreatedb
            AND NOT rolcreaterole AND NOT rolreplication AND NOT rolbypassrls
        """;

    /// <summary>
    /// Tables, views, functions and the database itself that are somebody else's; what an extension brought is its own.
    /// </summary>
    private const string Others = """
        SELECT coalesce(string_agg(name, ', '), '') FROM (
            SELECT relname::text AS name, relowner AS owner, oid FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S', 'v', 'm')
            UNION ALL SELECT proname, proowner, oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace
            UNION ALL SELECT datname, datdba, oid FROM pg_database WHERE datname = current_database()) things
        WHERE owner <> (SELECT oid FROM pg_roles WHERE rolname = 'muejam_api')
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = things.oid AND d.deptype = 'e')
        """;

    [Theory]
    [InlineData("postgres")]
    [InlineData("postgres-replica")]
    public async Task The_API_logs_in_as_the_owner_of_its_database_and_no_more(string server)
    {
        await using var database = await Database.OpenAsync(stack, server, "muejam_library");
        Assert.Equal("muejam_api pg_read_all_stats", await database.ScalarAsync<string>(Rights));
        Assert.Equal("", await database.ScalarAsync<string>(Others));
        // Second instances of other tests, which log in as they like, may not have gone yet.
        await Eventually.GetAsync(
            _ =>
                database.ScalarAsync<string>(
                    "SELECT string_agg(DISTINCT usename::text, ',') FROM pg_stat_activity WHERE application_name "
                        + "LIKE 'muejam-api%'"
                ),
            users => users == "muejam_api"
        );
    }

    [Fact]
    public async Task A_volume_of_before_the_owner_is_given_to_it_at_the_next_start()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var author = LibraryClient.NewUser(stack);
        await using (var database = await Database.OpenAsync(stack, "postgres", "muejam_library"))
        {
            await database.ScalarAsync<object>(
                "REASSIGN OWNED BY muejam_api TO postgres; DROP OWNED BY muejam_api; DROP ROLE muejam_api"
            );
        }

        await stack.StopAsync("postgres", timeout.Token);
        await using (var replica = await Database.OpenAsync(stack, "postgres-replica"))
        {
            // Its sessions are of a login that is gone.
            await Eventually.GetAsync(
                _ => replica.ScalarAsync<long>("SELECT count(*) FROM pg_roles WHERE rolname = 'muejam_api'"),
                roles => roles == 0
            );
            await replica.ScalarAsync<object>(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name LIKE "
                    + "'muejam-api%'"
            );
        }

        await stack.StartAsync("postgres", timeout.Token);
        await using (var database = await Database.OpenAsync(stack, "postgres", "muejam_library"))
        {
            Assert.Equal("muejam_api pg_read_all_stats", await database.ScalarAsync<string>(Rights));
            Assert.Equal("", await database.ScalarAsync<string>(Others));
        }

        // The circuit may be open for 30 s.
        var slug = LibraryClient.NewSlug("old");
        await Eventually.GetAsync(
            token => author.SendAsync(HttpMethod.Post, "/v1/stories", new { slug, title = "T" }, token),
            answer => answer.StatusCode == HttpStatusCode.Created
        );
        Assert.Equal(slug, (await author.GetAsync($"/v1/stories/{slug}"))["slug"]!.GetValue<string>());
    }
}
