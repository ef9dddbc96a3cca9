using System.Net;

namespace MueJam.Tests.Attacks;

/// <summary>
/// What happens at the same moment happens in some order: one wins, the others are told, and counts agree with what is
/// there.
/// </summary>
[Collection(StackCollection.Name)]
public sealed class RaceTests(StackFixture stack) : IDisposable
{
    private const int AtOnce = 12;

    private readonly LibraryClient _user = LibraryClient.NewUser(stack);

    public void Dispose() => _user.Dispose();

    [Fact]
    public async Task Renames_of_shelves_to_one_name_make_one_and_conflicts()
    {
        var shelves = new List<string>();
        for (var i = 0; i < AtOnce; i++)
        {
            shelves.Add(await NewAsync("/v1/shelves", new { name = $"Shelf {i}" }));
        }

        for (var round = 0; round < 3; round++)
        {
            var name = $"One name {round}";
            var answers = await AtOnceAsync(i => _user.SendAsync(HttpMethod.Patch, shelves[i], new { name }));
            Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
            foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.OK))
            {
                await LibraryClient.IsProblemAsync(refused, HttpStatusCode.Conflict, "shelf_exists");
            }
        }

        // Its own name again is no conflict.
        var last = (await _user.AllAsync("/v1/shelves", 100)).Single(shelf =>
            shelf["name"]!.GetValue<string>() == "One name 2"
        );
        await _user.JsonAsync(HttpMethod.Patch, $"/v1/shelves/{last["id"]}", new { name = "One name 2" });
    }

    [Fact]
    public async Task A_shelf_that_is_deleted_while_it_is_filled_breaks_nothing()
    {
        var slug = await _user.PostStoryAsync();
        for (var round = 0; round < 8; round++)
        {
            var shelf = await NewAsync("/v1/shelves", new { name = $"Gone {round}" });
            var answers = await AtOnceAsync(i =>
                i == 5
                    ? _user.SendAsync(HttpMethod.Delete, shelf)
                    : _user.SendAsync(HttpMethod.Put, $"{shelf}/stories/{slug}")
            );
            Assert.All(
                answers,
                answer => Assert.True((int)answer.StatusCode is 204 or 404 or 409, $"{answer.StatusCode}")
            );
        }
    }

    [Fact]
    public async Task Likes_and_a_delete_leave_no_like_on_what_is_gone()
    {
        var others = Enumerable.Range(0, 4).Select(_ => LibraryClient.NewUser(stack)).ToList();
        await using var primary = await Database.OpenAsync(stack, "postgres", "muejam_library");
        for (var round = 0; round < 4; round++)
        {
            var whisper = await NewAsync("/v1/whispers", new { body = "Like me" });
            var answers = await AtOnceAsync(i =>
                i switch
                {
                    6 => _user.SendAsync(HttpMethod.Delete, whisper),
                    7 => others[0].SendAsync(HttpMethod.Delete, $"{whisper}/like"),
                    _ => others[i % others.Count].SendAsync(HttpMethod.Put, $"{whisper}/like"),
                }
            );
            Assert.All(
                answers,
                answer => Assert.True((int)answer.StatusCode is 200 or 204 or 404, $"{answer.StatusCode}")
            );
            await _user.RefusedAsync(HttpMethod.Get, whisper, null, HttpStatusCode.NotFound, "whisper_not_found");
        }

        others.ForEach(other => other.Dispose());
    }

    [Fact]
    public async Task Replies_likes_and_chapters_at_once_are_counted_and_numbered()
    {
        var others = Enumerable.Range(0, AtOnce).Select(_ => LibraryClient.NewUser(stack)).ToList();
        var slug = await _user.PostStoryAsync();
        var whisper = await _user.JsonAsync(
            HttpMethod.Post,
            "/v1/whispers",
            new { body = "Ask", story = slug },
            HttpStatusCode.Created
        );
        var id = whisper["id"]!.GetValue<long>();
        await AllAsync(
            HttpStatusCode.Created,
            i => others[i].SendAsync(HttpMethod.Post, "/v1/whispers", new { body = $"{i}", reply_to = id })
        );
        await AllAsync(HttpStatusCode.OK, i => others[i].SendAsync(HttpMethod.Put, $"/v1/whispers/{id}/like"));
        await AllAsync(HttpStatusCode.OK, i => others[i / 2].SendAsync(HttpMethod.Delete, $"/v1/whispers/{id}/like"));
        await AllAsync(
            HttpStatusCode.Created,
            i =>
                _user.SendAsync(HttpMethod.Post, $"/v1/stories/{slug}/chapters", new { title = $"{i}", body = "Once." })
        );

        var counted = await _user.GetAsync($"/v1/whispers/{id}");
        Assert.Equal(AtOnce, counted["reply_count"]!.GetValue<int>());
        Assert.Equal(AtOnce / 2, counted["like_count"]!.GetValue<int>());
        Assert.Equal(
            Enumerable.Range(1, AtOnce),
            (await _user.AllAsync($"/v1/stories/{slug}/chapters", 100)).Select(chapter =>
                chapter["number"]!.GetValue<int>()
            )
        );
        others.ForEach(other => other.Dispose());
    }

    [Fact]
    public async Task Equal_slugs_and_a_users_first_writes_at_once_make_one()
    {
        var slug = LibraryClient.NewSlug("race");
        var stories = await AtOnceAsync(_ =>
            _user.SendAsync(HttpMethod.Post, "/v1/stories", new { slug, title = "Race" })
        );
        Assert.Single(stories, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(AtOnce - 1, stories.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));

        var shelf = await _user.JsonAsync(
            HttpMethod.Post,
            "/v1/shelves",
            new { name = "Mine" },
            HttpStatusCode.Created
        );
        await AllAsync(
            HttpStatusCode.NoContent,
            _ => _user.SendAsync(HttpMethod.Put, $"/v1/shelves/{shelf["id"]}/stories/{slug}")
        );
        await AllAsync(HttpStatusCode.OK, i => _user.SendAsync(HttpMethod.Put, "/v1/me/profile", new { bio = $"{i}" }));

        using var newcomer = LibraryClient.NewUser(stack);
        var first = await AtOnceAsync(i =>
            i % 2 == 0
                ? newcomer.SendAsync(HttpMethod.Post, "/v1/shelves", new { name = "First" })
                : newcomer.SendAsync(HttpMethod.Put, "/v1/me/profile", new { bio = "New" })
        );
        Assert.All(first, answer => Assert.True((int)answer.StatusCode is 200 or 201 or 409, $"{answer.StatusCode}"));
    }

    private async Task<string> NewAsync(string path, object body) =>
        $"{path}/{(await _user.JsonAsync(HttpMethod.Post, path, body, HttpStatusCode.Created))["id"]}";

    private static Task<HttpResponseMessage[]> AtOnceAsync(Func<int, Task<HttpResponseMessage>> send) =>
        Task.WhenAll(Enumerable.Range(0, AtOnce).Select(send));

    private static async Task AllAsync(HttpStatusCode status, Func<int, Task<HttpResponseMessage>> send) =>
        Assert.All(await AtOnceAsync(send), answer => Assert.Equal(status, answer.StatusCode));
}
