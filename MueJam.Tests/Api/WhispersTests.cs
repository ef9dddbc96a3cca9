using System.Net;
using System.Text.Json.Nodes;

namespace MueJam.Tests.Api;

[Collection(StackCollection.Name)]
public sealed class WhispersTests(StackFixture stack) : LibraryTests(stack)
{
    [Fact]
    public async Task A_global_whisper_is_first_in_the_list_at_once()
    {
        var whisper = await PostAsync(new { body = "Hello" });
        Assert.Equal(Id(whisper), Id((await Anyone.GetAsync("/v1/whispers?page_size=1"))["data"]![0]!));
        Assert.Equal("Hello", (await Anyone.GetAsync($"/v1/whispers/{Id(whisper)}"))["body"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_whisper_about_a_story_is_in_the_storys_list()
    {
        var slug = await Author.PostStoryAsync();
        Assert.Empty((await Anyone.GetAsync($"/v1/stories/{slug}/whispers"))["data"]!.AsArray());
        var whisper = await PostAsync(new { body = "About it", story = slug });
        Assert.Equal(slug, whisper["story"]!.GetValue<string>());
        Assert.Equal([Id(whisper)], (await Anyone.AllAsync($"/v1/stories/{slug}/whispers", 20)).Select(Id));
    }

    [Fact]
    public async Task Replies_are_listed_and_counted()
    {
        var parent = Id(await PostAsync(new { body = "Ask" }));
        var replies = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            replies.Add(Id(await PostAsync(new { body = $"Answer {i}", reply_to = parent })));
        }

        Assert.Equal(replies, (await Anyone.AllAsync($"/v1/whispers/{parent}/replies", pageSize: 2)).Select(Id));
        Assert.Equal(3, (await Anyone.GetAsync($"/v1/whispers/{parent}"))["reply_count"]!.GetValue<int>());

        await Author.JsonAsync(HttpMethod.Delete, $"/v1/whispers/{replies[1]}", expected: HttpStatusCode.NoContent);
        Assert.Equal(
            [replies[0], replies[2]],
            (await Anyone.AllAsync($"/v1/whispers/{parent}/replies", pageSize: 20)).Select(Id)
        );
        Assert.Equal(2, (await Anyone.GetAsync($"/v1/whispers/{parent}"))["reply_count"]!.GetValue<int>());
    }

    [Fact]
    public async Task Likes_at_once_count_each_user_once()
    {
        var like = $"/v1/whispers/{Id(await PostAsync(new { body = "Like me" }))}/like";
        var users = Enumerable.Range(0, 6).Select(_ => LibraryClient.NewUser(Stack)).ToList();
        await Task.WhenAll(
            users.SelectMany(user =>
                (Task[])[user.JsonAsync(HttpMethod.Put, like), user.JsonAsync(HttpMethod.Put, like)]
            )
        );
        Assert.Equal(6, (await Anyone.GetAsync(like[..^5]))["like_count"]!.GetValue<int>());

        await Task.WhenAll(users[0].JsonAsync(HttpMethod.Delete, like), users[0].JsonAsync(HttpMethod.Delete, like));
        Assert.Equal(5, (await Anyone.GetAsync(like[..^5]))["like_count"]!.GetValue<int>());
        users.ForEach(user => user.Dispose());
    }

    [Fact]
    public async Task Bad_whispers_are_refused()
    {
        await PostAsync(new { body = new string('x', 280) });
        await RefusedAsync(new { body = new string('x', 281) }, HttpStatusCode.BadRequest, "validation_failed");
        await RefusedAsync(new { body = "  " }, HttpStatusCode.BadRequest, "validation_failed");
        await RefusedAsync(new { story = "a" }, HttpStatusCode.BadRequest, "validation_failed");
        await RefusedAsync(new { body = "b", reply_to = 0 }, HttpStatusCode.BadRequest, "validation_failed");
        await RefusedAsync(
            new
            {
                body = "b",
                story = "a",
                reply_to = 1,
            },
            HttpStatusCode.BadRequest,
            "validation_failed"
        );
        await RefusedAsync(new { body = "b", story = "no-such-story" }, HttpStatusCode.NotFound, "story_not_found");
        await RefusedAsync(new { body = "b", reply_to = long.MaxValue }, HttpStatusCode.NotFound, "whisper_not_found");
    }

    [Fact]
    public async Task Only_the_author_deletes_and_what_is_deleted_takes_no_likes()
    {
        var whisper = $"/v1/whispers/{Id(await PostAsync(new { body = "Mine" }))}";
        using var other = LibraryClient.NewUser(Stack);
        await other.RefusedAsync(HttpMethod.Delete, whisper, null, HttpStatusCode.Forbidden, "not_the_owner");
        await Author.JsonAsync(HttpMethod.Delete, whisper, expected: HttpStatusCode.NoContent);
        await Anyone.RefusedAsync(HttpMethod.Get, whisper, null, HttpStatusCode.NotFound, "whisper_not_found");
        await other.RefusedAsync(HttpMethod.Put, $"{whisper}/like", null, HttpStatusCode.NotFound, "whisper_not_found");
        await using var primary = await Database.OpenAsync(Stack, "postgres", "muejam_library");
        Assert.Equal(
            1,
            await primary.ScalarAsync<long>(
                "SELECT count(*) FROM whispers WHERE author = $1 AND body = 'Mine' AND deleted_at IS NOT NULL",
                Author.Handle!
            )
        );
    }

    private static long Id(JsonNode whisper) => whisper["id"]!.GetValue<long>();

    private Task<JsonNode> PostAsync(object whisper) =>
        Author.JsonAsync(HttpMethod.Post, "/v1/whispers", whisper, HttpStatusCode.Created);

    private Task RefusedAsync(object whisper, HttpStatusCode status, string code) =>
        Author.RefusedAsync(HttpMethod.Post, "/v1/whispers", whisper, status, code);
}
