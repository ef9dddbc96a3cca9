using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace MueJam.Tests.Api;

/// <summary>Requests to every endpoint of the library.</summary>
internal static class EveryEndpoint
{
    /// <summary>The first rows of a list, as they are sent.</summary>
    public static async Task<List<string>> RowsAsync(ApiProcess api, string path, int pageSize, int rows)
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

    /// <summary>Asks every endpoint for something that is there.</summary>
    public static async Task AskAsync(ApiProcess api, Database database)
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
