using System.Net;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Attacks;

/// <summary>What the API does not know, or would not do, it says.</summary>
[Collection(StackCollection.Name)]
public sealed class UnknownInputTests(StackFixture stack) : IDisposable
{
    private readonly LibraryClient _author = LibraryClient.NewUser(stack);

    public void Dispose() => _author.Dispose();

    [Theory]
    [InlineData("/v1/stories?limit=2", "limit")]
    [InlineData("/v1/stories?page_size=2&Tags=sea", "tags")]
    [InlineData("/v1/discover/new?tag=sea", "tag")]
    [InlineData("/v1/whispers?page=2", "page")]
    [InlineData("/v1/search?q=tale&sort=new", "sort")]
    [InlineData("/v1/stories/nowhere?fields=title", "fields")]
    [InlineData("/v1/stories?tag=a&tag=b", "tag")]
    [InlineData("/v1/me/stories?draft=true", "draft")]
    public async Task A_parameter_that_there_is_not_is_refused(string path, string name)
    {
        using var answer = await _author.SendAsync(HttpMethod.Get, path);
        await LibraryClient.IsProblemAsync(answer, HttpStatusCode.BadRequest, "validation_failed");
        Assert.Contains($"\"{name}\":", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_that_there_is_not_is_refused_by_its_name()
    {
        var slug = await _author.PostStoryAsync();
        foreach (
            var (method, path, body) in ((HttpMethod, string, string)[])
                [
                    (HttpMethod.Post, "/v1/stories", """{"slug":"a-b","title":"T","statsu":"draft"}"""),
                    (HttpMethod.Patch, $"/v1/stories/{slug}", """{"title":"T","statsu":"draft"}"""),
                    (HttpMethod.Post, "/v1/whispers", """{"body":"b","statsu":"a"}"""),
                    (HttpMethod.Put, "/v1/me/profile", """{"bio":"b","statsu":"a"}"""),
                ]
        )
        {
            using var answer = await _author.SendTextAsync(method, path, body);
            await LibraryClient.IsProblemAsync(answer, HttpStatusCode.BadRequest, "malformed_request");
            Assert.Contains("statsu", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal("A tale", (await _author.GetAsync($"/v1/stories/{slug}"))["title"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_tag_is_kept_once()
    {
        var slug = await _author.PostStoryAsync(tags: ["a", "b", "a"]);
        Assert.Equal("""["a","b"]""", (await _author.GetAsync($"/v1/stories/{slug}"))["tags"]!.ToJsonString());
        await _author.JsonAsync(HttpMethod.Patch, $"/v1/stories/{slug}", new { tags = new[] { "c", "c" } });
        Assert.Equal("""["c"]""", (await _author.GetAsync($"/v1/stories/{slug}"))["tags"]!.ToJsonString());
    }

    [Fact]
    public async Task A_change_that_changes_nothing_is_none()
    {
        var story = $"/v1/stories/{await _author.PostStoryAsync(tags: ["a"])}";
        await _author.JsonAsync(
            HttpMethod.Post,
            $"{story}/chapters",
            new { title = "One", body = "Once." },
            HttpStatusCode.Created
        );
        await StaysAsync(story, new { });
        await StaysAsync(
            story,
            new
            {
                title = "A tale",
                tags = new[] { "a", "a" },
                status = "published",
            }
        );
        await StaysAsync($"{story}/chapters/1", new { });
        await StaysAsync($"{story}/chapters/1", new { title = "One", body = "Once." });
        foreach (
            var (path, change) in ((string, object)[])
                [
                    (story, new { title = "B" }),
                    (story, new { blurb = "B" }),
                    (story, new { tags = new[] { "b" } }),
                    (story, new { status = "draft" }),
                    (story, new { status = "published" }),
                    ($"{story}/chapters/1", new { body = "B" }),
                ]
        )
        {
            var before = await UpdatedAsync(path);
            await _author.JsonAsync(HttpMethod.Patch, path, change);
            Assert.NotEqual(before, await UpdatedAsync(path));
        }

        async Task StaysAsync(string path, object change)
        {
            var before = await UpdatedAsync(path);
            await _author.JsonAsync(HttpMethod.Patch, path, change);
            Assert.Equal(before, await UpdatedAsync(path));
        }

        async Task<string> UpdatedAsync(string path) =>
            (await _author.GetAsync(path))["updated_at"]!.GetValue<string>();
    }

    [Fact]
    public async Task A_story_that_is_published_again_has_its_place_among_the_newest()
    {
        var older = await _author.PostStoryAsync();
        var published = (await _author.GetAsync($"/v1/stories/{older}"))["published_at"]!.GetValue<string>();
        var newer = await _author.PostStoryAsync();
        for (var i = 0; i < 2; i++)
        {
            await _author.JsonAsync(HttpMethod.Patch, $"/v1/stories/{older}", new { status = "draft" });
            await _author.JsonAsync(HttpMethod.Patch, $"/v1/stories/{older}", new { status = "published" });
        }

        var newest = (await _author.GetAsync("/v1/discover/new?page_size=50"))["data"]!
            .AsArray()
            .Select(story => story!["slug"]!.GetValue<string>())
            .ToList();
        Assert.True(newest.IndexOf(newer) < newest.IndexOf(older));
        Assert.Equal(published, (await _author.GetAsync($"/v1/stories/{older}"))["published_at"]!.GetValue<string>());

        // A draft is new when it is published for the first time.
        var draft = await _author.PostStoryAsync(status: "draft");
        await _author.PostStoryAsync();
        await _author.JsonAsync(HttpMethod.Patch, $"/v1/stories/{draft}", new { status = "published" });
        Assert.Equal(
            draft,
            (await _author.GetAsync("/v1/discover/new?page_size=50"))["data"]![0]!["slug"]!.GetValue<string>()
        );
    }

    [Fact]
    public async Task HEAD_is_allowed_where_GET_is_and_has_no_body()
    {
        using var api = stack.App.CreateHttpClient("api", "http");
        api.DefaultRequestHeaders.Authorization = new("Bearer", Tokens.For(_author.Handle!));
        var slug = await _author.PostStoryAsync();
        foreach (
            var path in (string[])
                [
                    $"/v1/stories/{slug}",
                    "/v1/stories",
                    $"/v1/stories/{slug}/chapters",
                    "/v1/discover/new",
                    "/v1/discover/trending",
                    "/v1/whispers",
                    $"/v1/profiles/{_author.Handle}",
                    "/v1/search?q=tale",
                    "/v1/search/suggestions?q=tale",
                    "/v1/me/stories",
                    "/v1/me/progress",
                    "/v1/shelves",
                    "/v1/stories/nowhere",
                    "/health",
                    "/alive",
                    "/metrics",
                    "/metrics/json",
                    "/openapi/v1.json",
                    "/scalar/",
                ]
        )
        {
            using var get = await api.GetAsync(path);
            using var head = await api.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
            Assert.True(get.StatusCode == head.StatusCode, $"{path}: {head.StatusCode}");
            Assert.Equal(get.Content.Headers.ContentType?.MediaType, head.Content.Headers.ContentType?.MediaType);
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        }

        using var posting = await api.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/v1/me/profile"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posting.StatusCode);
    }
}
