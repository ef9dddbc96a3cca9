using System.Diagnostics;
using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Api;

[Collection(StackCollection.Name)]
public sealed class SeedTests(StackFixture stack)
{
    [Fact]
    public async Task A_seeded_library_agrees_with_itself_and_is_served()
    {
        await using var own = await OwnDatabase.CreateAsync(stack);
        await own.SeedAsync(stories: 300, whispers: 2000);
        // Again: more of the same beside it.
        await own.SeedAsync(stories: 300, whispers: 2000);
        await using var database = await own.OpenAsync();
        Assert.Equal(600, await database.ScalarAsync<long>("SELECT count(*) FROM stories WHERE published_at <= now()"));
        Assert.Equal(4000, await database.ScalarAsync<long>("SELECT count(*) FROM whispers"));
        Assert.Equal(
            0,
            await database.ScalarAsync<long>(
                "SELECT count(*) FROM whispers w WHERE like_count <> (SELECT count(*) FROM whisper_likes WHERE "
                    + "whisper_id = w.id)"
            )
        );
        Assert.Equal(
            0,
            await database.ScalarAsync<long>(
                "SELECT count(*) FROM whispers w WHERE reply_count <> (SELECT count(*) FROM whispers r WHERE "
                    + "r.reply_to = w.id)"
            )
        );
        Assert.Equal(
            0,
            await database.ScalarAsync<long>(
                "SELECT count(*) FROM whispers r JOIN whispers w ON w.id = r.reply_to WHERE r.story_id IS "
                    + "DISTINCT FROM w.story_id"
            )
        );
        Assert.Equal(
            600,
            await database.ScalarAsync<long>(
                "SELECT count(*) FROM (SELECT FROM chapters GROUP BY story_id HAVING min(number) = 1 AND "
                    + "max(number) = count(*)) s"
            )
        );
        Assert.Equal(
            0,
            await database.ScalarAsync<long>(
                "SELECT count(*) FROM reading_progress p WHERE NOT EXISTS (SELECT FROM chapters c WHERE "
                    + "c.story_id = p.story_id AND c.number = p.chapter)"
            )
        );

        await using var api = await own.ServeAsync();
        Assert.Equal(100, (await api.Client.JsonAsync("/v1/stories?page_size=100"))["data"]!.AsArray().Count);
        Assert.Equal(100, (await api.Client.JsonAsync("/v1/discover/trending?page_size=100"))["data"]!.AsArray().Count);
        Assert.Equal(100, (await api.Client.JsonAsync("/v1/whispers?page_size=100"))["data"]!.AsArray().Count);
        var story = (await api.Client.JsonAsync("/v1/discover/new"))["data"]![0]!;
        Assert.NotEmpty((await api.Client.JsonAsync($"/v1/stories/{Text(story, "slug")}/chapters"))["data"]!.AsArray());
        Assert.NotNull(await api.Client.JsonAsync($"/v1/profiles/{Text(story, "author")}"));
        var found = (
            await api.Client.JsonAsync($"/v1/search?q={Uri.EscapeDataString(Text(story, "title"))}&page_size=100")
        )["data"]!.AsArray();
        Assert.Contains(found, s => Text(s!, "slug") == Text(story, "slug"));
        var suggested = (
            await api.Client.JsonAsync($"/v1/search/suggestions?q={Uri.EscapeDataString(Text(story, "title")[..6])}")
        )["data"]!.AsArray();
        Assert.NotEmpty(suggested);
    }

    [Fact]
    public async Task The_command_of_the_running_api_shows_at_once()
    {
        using var api = stack.App.CreateHttpClient("api", "http");
        const string List = "/v1/stories?tag=fantasy";
        Assert.NotNull(await api.JsonAsync(List));
        var result = await stack.App.ResourceCommands.ExecuteCommandAsync("api", "seed");
        Assert.True(result.Success, result.Message);
        Assert.StartsWith("Added 30 stories and 100 whispers in ", result.Message, StringComparison.Ordinal);
        await using var primary = await Database.OpenAsync(stack, "postgres", "muejam_library");
        var newest = await primary.ScalarAsync<string>(
            "SELECT slug FROM stories WHERE 'fantasy' = ANY(tags) ORDER BY published_at DESC LIMIT 1"
        );
        // Each instance looks for what others have written once a second.
        await Eventually.GetAsync(
            token => api.JsonAsync(List, token),
            list => Text(list["data"]![0]!, "slug") == newest,
            TimeSpan.FromSeconds(3)
        );
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("KILL")]
    public async Task Stopped_half_way_it_leaves_nothing(string signal)
    {
        await using var own = await OwnDatabase.CreateAsync(stack);
        await own.SeedAsync(stories: 1, whispers: 0);
        await using var database = await own.OpenAsync();
        using var seed = Process.Start(
            BuiltProgram.Api.Start("seed", "--connection", await own.ConnectionStringAsync(), "--stories", "200000")
        )!;
        await Eventually.GetAsync(
            _ =>
                database.ScalarAsync<long>(
                    "SELECT coalesce(sum(tuples_processed), 0)::bigint FROM pg_stat_progress_copy WHERE relid = "
                        + "'stories'::regclass"
                ),
            rows => rows > 1000
        );
        await seed.SignalAsync(signal);

        var ended = await BuiltProgram.EndAsync(seed);
        Assert.NotEqual(0, ended.ExitCode);
        if (signal == "INT")
        {
            Assert.Contains("Nothing was added", ended.Error, StringComparison.Ordinal);
        }

        await Eventually.GetAsync(
            _ => database.ScalarAsync<long>("SELECT count(*) FROM pg_stat_progress_copy"),
            copies => copies == 0
        );
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM stories"));
        await own.SeedAsync(stories: 10, whispers: 10);
    }

    [Theory]
    [InlineData("--stories must be a number from 1 to 10000000, not '0'", "--stories", "0")]
    [InlineData("--whispers must be a number from 0 to 10000000, not 'many'", "--whispers", "many")]
    [InlineData("--novels", "--novels", "5")]
    [InlineData("Failed to connect to 127.0.0.1:1", "--connection", "Host=127.0.0.1;Port=1")]
    [InlineData("nothing was added", "--connection", "nonsense")]
    [InlineData("Or name the database by --connection")]
    public async Task What_is_wrong_is_told(string message, params string[] arguments)
    {
        var ended = await BuiltProgram.Api.RunAsync(["seed", .. arguments]);
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains(message, ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_options_are_explained()
    {
        var ended = await BuiltProgram.Api.RunAsync("seed", "--help");
        Assert.Equal(0, ended.ExitCode);
        Assert.All(
            (string[])["--stories", "--whispers", "--seed", "--connection"],
            option => Assert.Contains(option, ended.Output, StringComparison.Ordinal)
        );
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
