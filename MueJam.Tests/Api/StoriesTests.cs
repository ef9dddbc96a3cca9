using System.Net;
using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Api;

[Collection(StackCollection.Name)]
public sealed class StoriesTests(StackFixture stack) : LibraryTests(stack)
{
    [Fact]
    public async Task A_posted_story_is_in_the_primary_then_in_the_replica_and_counters_move()
    {
        using var api = Stack.App.CreateHttpClient("api", "http");
        var before = await api.MetricAsync("db_query_count") ?? 0;
        var slug = await Author.PostStoryAsync();

        const string Count = "SELECT count(*) FROM stories WHERE slug = $1";
        await using var primary = await Database.OpenAsync(Stack, "postgres", "muejam_library");
        Assert.Equal(1, await primary.ScalarAsync<long>(Count, slug));
        await using var replica = await Database.OpenAsync(Stack, "postgres-replica", "muejam_library");
        await Eventually.GetAsync(_ => replica.ScalarAsync<long>(Count, slug), count => count == 1);

        var story = await Anyone.GetAsync($"/v1/stories/{slug}");
        Assert.Equal("A tale", story["title"]!.GetValue<string>());
        Assert.Equal(Author.Handle, story["author"]!.GetValue<string>());
        await Eventually.GetAsync(token => api.MetricAsync("db_query_count", token), after => after > before);
    }

    [Fact]
    public async Task Two_equal_slugs_at_once_make_one_story()
    {
        var story = new { slug = LibraryClient.NewSlug("twice"), title = "Twice" };
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Author.SendAsync(HttpMethod.Post, "/v1/stories", story))
        );
        Assert.Equal(
            [HttpStatusCode.Created, HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.Conflict],
            answers.Select(a => a.StatusCode).Order()
        );
        await LibraryClient.IsProblemAsync(
            answers.First(a => a.StatusCode == HttpStatusCode.Conflict),
            HttpStatusCode.Conflict,
            "slug_taken"
        );
    }

    [Fact]
    public async Task A_draft_is_its_authors_alone_until_it_is_published()
    {
        var slug = await Author.PostStoryAsync(status: "draft");
        using var other = LibraryClient.NewUser(Stack);

        await Anyone.RefusedAsync(
            HttpMethod.Get,
            $"/v1/stories/{slug}",
            null,
            HttpStatusCode.NotFound,
            "story_not_found"
        );
        await other.RefusedAsync(
            HttpMethod.Get,
            $"/v1/stories/{slug}",
            null,
            HttpStatusCode.NotFound,
            "story_not_found"
        );
        await other.RefusedAsync(
            HttpMethod.Patch,
            $"/v1/stories/{slug}",
            new { title = "Mine" },
            HttpStatusCode.NotFound,
            "story_not_found"
        );
        Assert.Equal("draft", (await Author.GetAsync($"/v1/stories/{slug}"))["status"]!.GetValue<string>());
        Assert.Equal(slug, (await Author.GetAsync("/v1/me/stories"))["data"]![0]!["slug"]!.GetValue<string>());
        Assert.DoesNotContain(slug, (await Anyone.GetAsync("/v1/stories")).ToJsonString(), StringComparison.Ordinal);

        await Author.JsonAsync(HttpMethod.Patch, $"/v1/stories/{slug}", new { status = "published" });
        Assert.Equal("published", (await Anyone.GetAsync($"/v1/stories/{slug}"))["status"]!.GetValue<string>());
        Assert.Contains(slug, (await Anyone.GetAsync("/v1/stories")).ToJsonString(), StringComparison.Ordinal);

        await Author.JsonAsync(HttpMethod.Patch, $"/v1/stories/{slug}", new { status = "draft" });
        await Anyone.RefusedAsync(
            HttpMethod.Get,
            $"/v1/stories/{slug}",
            null,
            HttpStatusCode.NotFound,
            "story_not_found"
        );
    }

    [Fact]
    public async Task A_change_is_read_at_once_by_everybody()
    {
        var slug = await Author.PostStoryAsync();
        for (var i = 0; i < 5; i++)
        {
            Assert.NotNull(await Anyone.GetAsync($"/v1/stories/{slug}"));
            await Author.JsonAsync(
                HttpMethod.Patch,
                $"/v1/stories/{slug}",
                new { title = $"Title {i}", tags = new[] { "new" } }
            );
            var story = await Anyone.GetAsync($"/v1/stories/{slug}");
            Assert.Equal($"Title {i}", story["title"]!.GetValue<string>());
            Assert.Equal("Of two servers", story["blurb"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task Only_the_author_changes_and_deletes()
    {
        var slug = await Author.PostStoryAsync();
        using var other = LibraryClient.NewUser(Stack);
        await other.RefusedAsync(
            HttpMethod.Patch,
            $"/v1/stories/{slug}",
            new { title = "Mine" },
            HttpStatusCode.Forbidden,
            "not_the_owner"
        );
        await other.RefusedAsync(
            HttpMethod.Delete,
            $"/v1/stories/{slug}",
            null,
            HttpStatusCode.Forbidden,
            "not_the_owner"
        );

        await Author.JsonAsync(HttpMethod.Delete, $"/v1/stories/{slug}", expected: HttpStatusCode.NoContent);
        await Anyone.RefusedAsync(
            HttpMethod.Get,
            $"/v1/stories/{slug}",
            null,
            HttpStatusCode.NotFound,
            "story_not_found"
        );
        await Author.RefusedAsync(
            HttpMethod.Delete,
            $"/v1/stories/{slug}",
            null,
            HttpStatusCode.NotFound,
            "story_not_found"
        );

        await using var primary = await Database.OpenAsync(Stack, "postgres", "muejam_library");
        Assert.Equal(
            1,
            await primary.ScalarAsync<long>(
                "SELECT count(*) FROM stories WHERE slug = $1 AND deleted_at IS NOT NULL",
                slug
            )
        );
    }

    [Fact]
    public async Task Every_limit_holds_on_both_sides()
    {
        var slug = LibraryClient.NewSlug("limits");
        await Author.JsonAsync(
            HttpMethod.Post,
            "/v1/stories",
            new
            {
                slug,
                title = Text(200),
                blurb = Text(1000),
                tags = Enumerable.Range(0, 10).Select(i => $"{Text(39)}{i}").ToArray(),
            },
            HttpStatusCode.Created
        );
        // A character is a code point: 200 of those that take two UTF-16 units fit.
        await Author.JsonAsync(
            HttpMethod.Patch,
            $"/v1/stories/{slug}",
            new { title = string.Concat(Enumerable.Repeat("\U0001F600", 200)) }
        );

        var good = new JsonObject { ["slug"] = LibraryClient.NewSlug("bad"), ["title"] = "T" };
        (string Field, JsonNode? Value)[] bad =
        [
            ("slug", null),
            ("slug", ""),
            ("slug", "Upper"),
            ("slug", "a--b"),
            ("slug", "a/b"),
            ("slug", Text(101)),
            ("title", null),
            ("title", ""),
            ("title", "   "),
            ("title", Text(201)),
            ("title", "nul\0"),
            ("blurb", Text(1001)),
            ("tags", new JsonArray([.. Enumerable.Range(0, 11).Select(i => (JsonNode)$"t{i}")])),
            ("tags", new JsonArray("")),
            ("tags", new JsonArray(Text(41))),
            ("status", "hidden"),
        ];
        foreach (var (field, value) in bad)
        {
            var body = good.DeepClone();
            body[field] = value;
            using var answer = await Author.SendAsync(HttpMethod.Post, "/v1/stories", body);
            await LibraryClient.IsProblemAsync(answer, HttpStatusCode.BadRequest, "validation_failed");
            Assert.Contains($"\"{field}\":", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/v1/stories?page_size=0", "page_size")]
    [InlineData("/v1/stories?page_size=101", "page_size")]
    [InlineData("/v1/stories?page_size=x", "page_size")]
    [InlineData("/v1/stories?cursor=x", "cursor")]
    [InlineData("/v1/stories?cursor='%3B%20DROP%20TABLE%20stories", "cursor")]
    public async Task A_bad_page_is_refused(string path, string field)
    {
        using var answer = await Anyone.SendAsync(HttpMethod.Get, path);
        await LibraryClient.IsProblemAsync(answer, HttpStatusCode.BadRequest, "validation_failed");
        Assert.Contains(field, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_text_comes_back_as_it_was_sent()
    {
        const string Hostile = "'; DROP TABLE stories; -- <script>alert(1)</script> \u202Etxt.exe {{7*7}} %s $1 \\";
        var slug = await Author.PostStoryAsync(title: Hostile, tags: [Hostile[..30]]);
        Assert.Equal(Hostile, (await Anyone.GetAsync($"/v1/stories/{slug}"))["title"]!.GetValue<string>());
        var tagged = await Anyone.GetAsync($"/v1/stories?tag={Uri.EscapeDataString(Hostile[..30])}");
        Assert.Contains(slug, tagged.ToJsonString(), StringComparison.Ordinal);
    }

    private static string Text(int length) => new('x', length);
}
