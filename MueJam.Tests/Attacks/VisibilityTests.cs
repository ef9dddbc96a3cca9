using System.Net;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Attacks;

/// <summary>
/// Nothing tells of a story that was taken from view: every operation of the OpenAPI document is tried on it and on
/// what is about it.
/// </summary>
[Collection(StackCollection.Name)]
public sealed class VisibilityTests(StackFixture stack) : LibraryTests(stack)
{
    private readonly LibraryClient _whisperer = LibraryClient.NewUser(stack);
    private readonly string _marker = $"Marked{Guid.NewGuid():N}"[..20];

    [Theory]
    [InlineData("draft")]
    [InlineData("deleted")]
    public async Task Nothing_is_told_of_a_story_that_is_not_public(string how)
    {
        var slug = await Author.PostStoryAsync(word: _marker.ToLowerInvariant(), title: _marker, tags: [_marker]);
        await Author.JsonAsync(
            HttpMethod.Post,
            $"/v1/stories/{slug}/chapters",
            new { title = _marker, body = _marker },
            HttpStatusCode.Created
        );
        var whisper = await PostAsync(new { body = _marker, story = slug });
        var reply = await PostAsync(new { body = _marker, reply_to = whisper });
        var shelf = (
            await Reader.JsonAsync(HttpMethod.Post, "/v1/shelves", new { name = "Mine" }, HttpStatusCode.Created)
        )["id"]!.GetValue<long>();
        await Reader.JsonAsync(
            HttpMethod.Put,
            $"/v1/shelves/{shelf}/stories/{slug}",
            expected: HttpStatusCode.NoContent
        );
        await Reader.JsonAsync(HttpMethod.Put, $"/v1/stories/{slug}/progress", new { chapter = 1, percent = 50 });
        await Reader.JsonAsync(HttpMethod.Put, $"/v1/whispers/{whisper}/like");
        await Reader.JsonAsync(HttpMethod.Put, $"/v1/whispers/{reply}/like");
        using var api = Stack.App.CreateHttpClient("api", "http");
        var operations = StoryOperation.All(
            await api.JsonAsync("/openapi/v1.json"),
            slug,
            whisper,
            reply,
            shelf,
            Author.Handle,
            _marker
        );

        // Cached wherever it can be.
        foreach (var get in operations.Where(operation => operation.Method == HttpMethod.Get))
        {
            Assert.Contains(
                _marker,
                await TextAsync(Reader, get, HttpStatusCode.OK),
                StringComparison.OrdinalIgnoreCase
            );
            await TextAsync(Anyone, get, null);
        }

        await (
            how == "draft"
                ? Author.JsonAsync(HttpMethod.Patch, $"/v1/stories/{slug}", new { status = "draft" })
                : Author.JsonAsync(HttpMethod.Delete, $"/v1/stories/{slug}", expected: HttpStatusCode.NoContent)
        );

        foreach (var operation in operations)
        {
            var text = await TextAsync(
                Reader,
                operation,
                operation.Names ? HttpStatusCode.NotFound : HttpStatusCode.OK
            );
            Assert.False(text.Contains(_marker, StringComparison.OrdinalIgnoreCase), $"{operation}: {text}");
            Assert.DoesNotContain(
                _marker,
                await TextAsync(Anyone, operation, null),
                StringComparison.OrdinalIgnoreCase
            );
        }

        // Not for the one who wrote it either, nor counted.
        await _whisperer.RefusedAsync(
            HttpMethod.Delete,
            $"/v1/whispers/{whisper}",
            null,
            HttpStatusCode.NotFound,
            "whisper_not_found"
        );
        await Reader.RefusedAsync(
            HttpMethod.Post,
            "/v1/whispers",
            new { body = "b", story = slug },
            HttpStatusCode.NotFound,
            "story_not_found"
        );
        await Reader.RefusedAsync(
            HttpMethod.Post,
            "/v1/whispers",
            new { body = "b", reply_to = whisper },
            HttpStatusCode.NotFound,
            "whisper_not_found"
        );
        await Reader.RefusedAsync(
            HttpMethod.Post,
            "/v1/whispers",
            new { body = "b", reply_to = reply },
            HttpStatusCode.NotFound,
            "whisper_not_found"
        );
        Assert.Equal(0, (await Anyone.GetAsync($"/v1/profiles/{_whisperer.Handle}"))["whisper_count"]!.GetValue<int>());

        if (how == "draft")
        {
            Assert.Equal(
                _marker,
                (await Author.GetAsync($"/v1/stories/{slug}/chapters/1"))["title"]!.GetValue<string>()
            );
            await Author.JsonAsync(HttpMethod.Patch, $"/v1/stories/{slug}", new { status = "published" });
            Assert.Equal(_marker, (await Anyone.GetAsync($"/v1/whispers/{whisper}"))["body"]!.GetValue<string>());
            Assert.Equal(1, (await Anyone.GetAsync($"/v1/whispers/{whisper}"))["like_count"]!.GetValue<int>());
        }
    }

    [Fact]
    public async Task A_whisper_that_is_deleted_takes_no_likes_and_no_replies_and_lists_none()
    {
        var whisper = await PostAsync(new { body = _marker });
        await PostAsync(new { body = "A reply", reply_to = whisper });
        await Reader.JsonAsync(HttpMethod.Put, $"/v1/whispers/{whisper}/like");
        Assert.NotEmpty((await Anyone.GetAsync($"/v1/whispers/{whisper}/replies"))["data"]!.AsArray());
        await _whisperer.JsonAsync(HttpMethod.Delete, $"/v1/whispers/{whisper}", expected: HttpStatusCode.NoContent);

        foreach (
            var (method, path) in ((HttpMethod, string)[])
                [
                    (HttpMethod.Put, "/like"),
                    (HttpMethod.Delete, "/like"),
                    (HttpMethod.Delete, ""),
                    (HttpMethod.Get, ""),
                    (HttpMethod.Get, "/replies"),
                ]
        )
        {
            await Reader.RefusedAsync(
                method,
                $"/v1/whispers/{whisper}{path}",
                null,
                HttpStatusCode.NotFound,
                "whisper_not_found"
            );
        }

        await Reader.RefusedAsync(
            HttpMethod.Post,
            "/v1/whispers",
            new { body = "b", reply_to = whisper },
            HttpStatusCode.NotFound,
            "whisper_not_found"
        );
    }

    private async Task<long> PostAsync(object whisper) =>
        (await _whisperer.JsonAsync(HttpMethod.Post, "/v1/whispers", whisper, HttpStatusCode.Created))[
            "id"
        ]!.GetValue<long>();

    private static async Task<string> TextAsync(LibraryClient user, StoryOperation operation, HttpStatusCode? expected)
    {
        using var answer = await user.SendAsync(operation.Method, operation.Path, operation.Body?.DeepClone());
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(
            expected is null ? (int)answer.StatusCode < 500 : answer.StatusCode == expected,
            $"{operation}: {(int)answer.StatusCode}. {text}"
        );
        return text;
    }
}
