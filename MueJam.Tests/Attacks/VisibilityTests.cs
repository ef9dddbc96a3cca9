using System.Net;
using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;
using MueJam.Tests.Support;

namespace MueJam.Tests.Attacks;

/// <summary>
/// Nothing tells of a story that was taken from view: every operation of the OpenAPI document is tried on it and on
/// what is about it.
/// </summary>
[Collection(StackCollection.Name)]
public sealed class VisibilityTests(StackFixture stack) : IDisposable
{
    private readonly LibraryClient _author = LibraryClient.NewUser(stack);
    private readonly LibraryClient _whisperer = LibraryClient.NewUser(stack);
    private readonly LibraryClient _reader = LibraryClient.NewUser(stack);
    private readonly LibraryClient _anyone = LibraryClient.Anonymous(stack);
    private readonly string _marker = $"Marked{Guid.NewGuid():N}"[..20];

    public void Dispose()
    {
        _author.Dispose();
        _whisperer.Dispose();
        _reader.Dispose();
        _anyone.Dispose();
    }

    [Theory]
    [InlineData("draft")]
    [InlineData("deleted")]
    public async Task Nothing_is_told_of_a_story_that_is_not_public(string how)
    {
        var slug = await _author.PostStoryAsync(word: _marker.ToLowerInvariant(), title: _marker, tags: [_marker]);
        await _author.JsonAsync(
            HttpMethod.Post,
            $"/v1/stories/{slug}/chapters",
            new { title = _marker, body = _marker },
            HttpStatusCode.Created
        );
        var whisper = await PostAsync(new { body = _marker, story = slug });
        var reply = await PostAsync(new { body = _marker, reply_to = whisper });
        var shelf = (
            await _reader.JsonAsync(HttpMethod.Post, "/v1/shelves", new { name = "Mine" }, HttpStatusCode.Created)
        )["id"]!.GetValue<long>();
        await _reader.JsonAsync(
            HttpMethod.Put,
            $"/v1/shelves/{shelf}/stories/{slug}",
            expected: HttpStatusCode.NoContent
        );
        await _reader.JsonAsync(HttpMethod.Put, $"/v1/stories/{slug}/progress", new { chapter = 1, percent = 50 });
        await _reader.JsonAsync(HttpMethod.Put, $"/v1/whispers/{whisper}/like");
        await _reader.JsonAsync(HttpMethod.Put, $"/v1/whispers/{reply}/like");
        var operations = await OperationsAsync(slug, whisper, reply, shelf);

        // Cached wherever it can be.
        foreach (var get in operations.Where(operation => operation.Method == HttpMethod.Get))
        {
            Assert.Contains(
                _marker,
                await TextAsync(_reader, get, HttpStatusCode.OK),
                StringComparison.OrdinalIgnoreCase
            );
            await TextAsync(_anyone, get, null);
        }

        await (
            how == "draft"
                ? _author.JsonAsync(HttpMethod.Patch, $"/v1/stories/{slug}", new { status = "draft" })
                : _author.JsonAsync(HttpMethod.Delete, $"/v1/stories/{slug}", expected: HttpStatusCode.NoContent)
        );

        foreach (var operation in operations)
        {
            var text = await TextAsync(
                _reader,
                operation,
                operation.Names ? HttpStatusCode.NotFound : HttpStatusCode.OK
            );
            Assert.False(text.Contains(_marker, StringComparison.OrdinalIgnoreCase), $"{operation}: {text}");
            Assert.DoesNotContain(
                _marker,
                await TextAsync(_anyone, operation, null),
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
        await _reader.RefusedAsync(
            HttpMethod.Post,
            "/v1/whispers",
            new { body = "b", story = slug },
            HttpStatusCode.NotFound,
            "story_not_found"
        );
        await _reader.RefusedAsync(
            HttpMethod.Post,
            "/v1/whispers",
            new { body = "b", reply_to = whisper },
            HttpStatusCode.NotFound,
            "whisper_not_found"
        );
        await _reader.RefusedAsync(
            HttpMethod.Post,
            "/v1/whispers",
            new { body = "b", reply_to = reply },
            HttpStatusCode.NotFound,
            "whisper_not_found"
        );
        Assert.Equal(
            0,
            (await _anyone.GetAsync($"/v1/profiles/{_whisperer.Handle}"))["whisper_count"]!.GetValue<int>()
        );

        if (how == "draft")
        {
            Assert.Equal(
                _marker,
                (await _author.GetAsync($"/v1/stories/{slug}/chapters/1"))["title"]!.GetValue<string>()
            );
            await _author.JsonAsync(HttpMethod.Patch, $"/v1/stories/{slug}", new { status = "published" });
            Assert.Equal(_marker, (await _anyone.GetAsync($"/v1/whispers/{whisper}"))["body"]!.GetValue<string>());
            Assert.Equal(1, (await _anyone.GetAsync($"/v1/whispers/{whisper}"))["like_count"]!.GetValue<int>());
        }
    }

    [Fact]
    public async Task A_whisper_that_is_deleted_takes_no_likes_and_no_replies_and_lists_none()
    {
        var whisper = await PostAsync(new { body = _marker });
        await PostAsync(new { body = "A reply", reply_to = whisper });
        await _reader.JsonAsync(HttpMethod.Put, $"/v1/whispers/{whisper}/like");
        Assert.NotEmpty((await _anyone.GetAsync($"/v1/whispers/{whisper}/replies"))["data"]!.AsArray());
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
            await _reader.RefusedAsync(
                method,
                $"/v1/whispers/{whisper}{path}",
                null,
                HttpStatusCode.NotFound,
                "whisper_not_found"
            );
        }

        await _reader.RefusedAsync(
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

    /// <summary>Each operation that shows or names the story, its chapter, or a whisper.</summary>
    private async Task<List<Operation>> OperationsAsync(string slug, long whisper, long reply, long shelf)
    {
        using var api = stack.App.CreateHttpClient("api", "http");
        var document = await api.JsonAsync("/openapi/v1.json");
        var operations = new List<Operation>();
        foreach (var (path, methods) in document["paths"]!.AsObject())
        {
            foreach (var (method, _) in methods!.AsObject())
            {
                var isShelf = path.StartsWith("/v1/shelves", StringComparison.Ordinal);
                var ids =
                    path.Contains("{id}", StringComparison.Ordinal) && !isShelf ? (long[])[whisper, reply] : [shelf];
                foreach (var id in ids)
                {
                    var filled = path.Replace("{slug}", slug, StringComparison.Ordinal)
                        .Replace("{number}", "1", StringComparison.Ordinal)
                        .Replace("{id}", $"{id}", StringComparison.Ordinal)
                        .Replace("{handle}", _author.Handle, StringComparison.Ordinal);
                    // Of the rest, reads that show it. The reply has no replies.
                    var names = (
                        path.Contains("{slug}", StringComparison.Ordinal)
                        || path.StartsWith("/v1/whispers/{id}", StringComparison.Ordinal)
                    );
                    if (
                        (
                            names
                            && !(isShelf && method == "delete")
                            && !(id == reply && path.EndsWith("/replies", StringComparison.Ordinal))
                        )
                        || (
                            method == "get"
                            && Lists.TryGetValue(path, out var query)
                            && (filled += query.Replace("{marker}", _marker, StringComparison.Ordinal)) is not null
                        )
                    )
                    {
                        operations.Add(
                            new Operation(
                                new HttpMethod(method.ToUpperInvariant()),
                                filled,
                                Bodies.GetValueOrDefault($"{method} {path.TrimEnd('/')}"),
                                names
                            )
                        );
                    }
                }
            }
        }

        Assert.True(operations.Count > 25, string.Join('\n', operations));
        return
        [
            .. operations.OrderBy(operation =>
                operation.Method == HttpMethod.Get ? 0
                : operation.Method == HttpMethod.Delete ? 2
                : 1
            ),
        ];
    }

    private static async Task<string> TextAsync(LibraryClient user, Operation operation, HttpStatusCode? expected)
    {
        using var answer = await user.SendAsync(operation.Method, operation.Path, operation.Body?.DeepClone());
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(
            expected is null ? (int)answer.StatusCode < 500 : answer.StatusCode == expected,
            $"{operation}: {(int)answer.StatusCode}. {text}"
        );
        return text;
    }

    /// <summary>Lists in which the story is while it is public, with a query that finds it.</summary>
    private static Dictionary<string, string> Lists { get; } =
        new()
        {
            ["/v1/stories"] = "?tag={marker}",
            ["/v1/discover/new"] = "?page_size=3",
            ["/v1/search"] = "?q={marker}",
            ["/v1/search/suggestions"] = "?q={marker}",
            ["/v1/profiles/{handle}/stories"] = "",
            ["/v1/shelves/{id}/stories"] = "",
            ["/v1/me/progress"] = "",
        };

    private static Dictionary<string, JsonObject> Bodies { get; } =
        new()
        {
            ["patch /v1/stories/{slug}"] = new() { ["title"] = "Mine" },
            ["post /v1/stories/{slug}/chapters"] = new() { ["title"] = "T", ["body"] = "b" },
            ["patch /v1/stories/{slug}/chapters/{number}"] = new() { ["title"] = "T" },
            ["put /v1/stories/{slug}/progress"] = new() { ["chapter"] = 1, ["percent"] = 1 },
        };

    private sealed record Operation(HttpMethod Method, string Path, JsonObject? Body, bool Names);
}
