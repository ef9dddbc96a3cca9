using System.Net;

namespace MueJam.Tests.Api;

[Collection(StackCollection.Name)]
public sealed class ChaptersTests(StackFixture stack) : LibraryTests(stack)
{
    [Fact]
    public async Task Chapters_are_posted_read_changed_and_deleted()
    {
        var slug = await Author.PostStoryAsync();
        var chapters = $"/v1/stories/{slug}/chapters";
        for (var number = 1; number <= 3; number++)
        {
            var posted = await PostAsync(chapters, $"Chapter {number}");
            Assert.Equal(number, posted["number"]!.GetValue<int>());
        }

        Assert.Equal(
            [1, 2, 3],
            (await Anyone.AllAsync(chapters, pageSize: 2)).Select(c => c["number"]!.GetValue<int>())
        );
        Assert.Equal("Chapter 2", (await Anyone.GetAsync($"{chapters}/2"))["title"]!.GetValue<string>());

        await Author.JsonAsync(HttpMethod.Patch, $"{chapters}/2", new { body = "Mended" });
        Assert.Equal("Mended", (await Anyone.GetAsync($"{chapters}/2"))["body"]!.GetValue<string>());

        await Author.JsonAsync(HttpMethod.Delete, $"{chapters}/2", expected: HttpStatusCode.NoContent);
        await Anyone.RefusedAsync(HttpMethod.Get, $"{chapters}/2", null, HttpStatusCode.NotFound, "chapter_not_found");
        Assert.Equal([1, 3], (await Anyone.AllAsync(chapters, pageSize: 20)).Select(c => c["number"]!.GetValue<int>()));
        await using var primary = await Database.OpenAsync(Stack, "postgres", "muejam_library");
        Assert.Equal(
            "Mended",
            await primary.ScalarAsync<string>(
                "SELECT body FROM chapters c JOIN stories s ON s.id = c.story_id WHERE s.slug = $1 AND number = "
                    + "2 AND c.deleted_at IS NOT NULL",
                slug
            )
        );
    }

    [Fact]
    public async Task Chapters_at_once_get_a_number_each()
    {
        var chapters = $"/v1/stories/{await Author.PostStoryAsync()}/chapters";
        var posted = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => PostAsync(chapters, $"At once {i}")));
        Assert.Equal(Enumerable.Range(1, 8), posted.Select(c => c["number"]!.GetValue<int>()).Order());
    }

    [Fact]
    public async Task A_drafts_chapters_are_its_authors_alone()
    {
        var chapters = $"/v1/stories/{await Author.PostStoryAsync(status: "draft")}/chapters";
        await PostAsync(chapters, "Secret");
        Assert.Equal("Secret", (await Author.GetAsync($"{chapters}/1"))["title"]!.GetValue<string>());
        Assert.Single((await Author.GetAsync(chapters))["data"]!.AsArray());
        await Anyone.RefusedAsync(HttpMethod.Get, $"{chapters}/1", null, HttpStatusCode.NotFound, "chapter_not_found");
        await Anyone.RefusedAsync(HttpMethod.Get, chapters, null, HttpStatusCode.NotFound, "story_not_found");
    }

    [Fact]
    public async Task Bad_chapters_are_refused()
    {
        var chapters = $"/v1/stories/{await Author.PostStoryAsync()}/chapters";
        using var other = LibraryClient.NewUser(Stack);
        await PostAsync(chapters, "One");
        await Author.JsonAsync(
            HttpMethod.Post,
            chapters,
            new { title = "Long", body = new string('x', 100_000) },
            HttpStatusCode.Created
        );
        await Author.RefusedAsync(
            HttpMethod.Post,
            chapters,
            new { title = "Long", body = new string('x', 100_001) },
            HttpStatusCode.BadRequest,
            "validation_failed"
        );
        await Author.RefusedAsync(
            HttpMethod.Post,
            chapters,
            new { title = "", body = "b" },
            HttpStatusCode.BadRequest,
            "validation_failed"
        );
        await Author.RefusedAsync(
            HttpMethod.Post,
            chapters,
            new { title = "No text" },
            HttpStatusCode.BadRequest,
            "validation_failed"
        );
        await Author.RefusedAsync(
            HttpMethod.Post,
            "/v1/stories/no-such-story/chapters",
            new { title = "T", body = "b" },
            HttpStatusCode.NotFound,
            "chapter_not_found"
        );
        await other.RefusedAsync(
            HttpMethod.Post,
            chapters,
            new { title = "T", body = "b" },
            HttpStatusCode.Forbidden,
            "not_the_owner"
        );
        await other.RefusedAsync(
            HttpMethod.Patch,
            $"{chapters}/1",
            new { title = "T" },
            HttpStatusCode.Forbidden,
            "not_the_owner"
        );
        await other.RefusedAsync(HttpMethod.Delete, $"{chapters}/1", null, HttpStatusCode.Forbidden, "not_the_owner");
    }

    private Task<System.Text.Json.Nodes.JsonNode> PostAsync(string chapters, string title) =>
        Author.JsonAsync(HttpMethod.Post, chapters, new { title, body = "Once." }, HttpStatusCode.Created);
}
