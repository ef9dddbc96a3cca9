using System.Net;
using MueJam.Tests.Support;

namespace MueJam.Tests.Api;

/// <summary>Shelves, reading progress and profiles.</summary>
[Collection(StackCollection.Name)]
public sealed class OwnThingsTests(StackFixture stack) : IDisposable
{
    private readonly LibraryClient _reader = LibraryClient.NewUser(stack);
    private readonly LibraryClient _author = LibraryClient.NewUser(stack);
    private readonly LibraryClient _anyone = LibraryClient.Anonymous(stack);

    public void Dispose()
    {
        _reader.Dispose();
        _author.Dispose();
        _anyone.Dispose();
    }

    [Fact]
    public async Task Shelves_are_made_filled_renamed_and_deleted()
    {
        var shelf = await MakeShelfAsync("To read");
        await _reader.RefusedAsync(
            HttpMethod.Post,
            "/v1/shelves",
            new { name = "To read" },
            HttpStatusCode.Conflict,
            "shelf_exists"
        );
        var slugs = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            slugs.Add(await _author.PostStoryAsync());
            await _reader.JsonAsync(HttpMethod.Put, $"{shelf}/stories/{slugs[i]}", expected: HttpStatusCode.NoContent);
        }

        // Again changes nothing.
        await _reader.JsonAsync(HttpMethod.Put, $"{shelf}/stories/{slugs[0]}", expected: HttpStatusCode.NoContent);
        slugs.Reverse();
        Assert.Equal(
            slugs,
            (await _reader.AllAsync($"{shelf}/stories", pageSize: 2)).Select(s => s["slug"]!.GetValue<string>())
        );

        await _reader.JsonAsync(HttpMethod.Delete, $"{shelf}/stories/{slugs[0]}", expected: HttpStatusCode.NoContent);
        await _reader.RefusedAsync(
            HttpMethod.Delete,
            $"{shelf}/stories/{slugs[0]}",
            null,
            HttpStatusCode.NotFound,
            "story_not_found"
        );
        await _author.JsonAsync(HttpMethod.Delete, $"/v1/stories/{slugs[1]}", expected: HttpStatusCode.NoContent);
        Assert.Equal(
            slugs[2..],
            (await _reader.AllAsync($"{shelf}/stories", pageSize: 20)).Select(s => s["slug"]!.GetValue<string>())
        );

        var other = await MakeShelfAsync("Read");
        await _reader.RefusedAsync(
            HttpMethod.Patch,
            other,
            new { name = "To read" },
            HttpStatusCode.Conflict,
            "shelf_exists"
        );
        Assert.Equal(
            "Done",
            (await _reader.JsonAsync(HttpMethod.Patch, other, new { name = "Done" }))["name"]!.GetValue<string>()
        );
        Assert.Equal(
            ["Done", "To read"],
            (await _reader.AllAsync("/v1/shelves", pageSize: 1)).Select(s => s["name"]!.GetValue<string>())
        );
        await _reader.JsonAsync(HttpMethod.Delete, shelf, expected: HttpStatusCode.NoContent);
        await _reader.RefusedAsync(HttpMethod.Get, shelf, null, HttpStatusCode.NotFound, "shelf_not_found");
    }

    [Fact]
    public async Task Two_shelves_of_a_name_at_once_make_one()
    {
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ => _reader.SendAsync(HttpMethod.Post, "/v1/shelves", new { name = "Twice" }))
        );
        Assert.Equal(
            [HttpStatusCode.Created, HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.Conflict],
            answers.Select(answer => answer.StatusCode).Order()
        );
    }

    [Fact]
    public async Task Anothers_shelf_does_not_exist()
    {
        var shelf = await MakeShelfAsync("Mine");
        var slug = await _author.PostStoryAsync();
        await _author.RefusedAsync(HttpMethod.Get, shelf, null, HttpStatusCode.NotFound, "shelf_not_found");
        await _author.RefusedAsync(
            HttpMethod.Get,
            $"{shelf}/stories",
            null,
            HttpStatusCode.NotFound,
            "shelf_not_found"
        );
        await _author.RefusedAsync(
            HttpMethod.Patch,
            shelf,
            new { name = "Yours" },
            HttpStatusCode.NotFound,
            "shelf_not_found"
        );
        await _author.RefusedAsync(
            HttpMethod.Put,
            $"{shelf}/stories/{slug}",
            null,
            HttpStatusCode.NotFound,
            "shelf_not_found"
        );
        await _author.RefusedAsync(HttpMethod.Delete, shelf, null, HttpStatusCode.NotFound, "shelf_not_found");
        await _anyone.RefusedAsync(HttpMethod.Get, shelf, null, HttpStatusCode.Unauthorized, "token_missing");
        await _reader.RefusedAsync(
            HttpMethod.Put,
            $"{shelf}/stories/{await _author.PostStoryAsync(status: "draft")}",
            null,
            HttpStatusCode.NotFound,
            "story_not_found"
        );
        await _reader.RefusedAsync(
            HttpMethod.Post,
            "/v1/shelves",
            new { name = new string('x', 101) },
            HttpStatusCode.BadRequest,
            "validation_failed"
        );
        await _reader.RefusedAsync(
            HttpMethod.Post,
            "/v1/shelves",
            new { name = " " },
            HttpStatusCode.BadRequest,
            "validation_failed"
        );
    }

    [Fact]
    public async Task Progress_is_kept_and_listed_the_latest_first()
    {
        var stories = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            stories.Add(await _author.PostStoryAsync());
            await _author.JsonAsync(
                HttpMethod.Post,
                $"/v1/stories/{stories[i]}/chapters",
                new { title = "One", body = "Once." },
                HttpStatusCode.Created
            );
            await _reader.RefusedAsync(
                HttpMethod.Get,
                $"/v1/stories/{stories[i]}/progress",
                null,
                HttpStatusCode.NotFound,
                "progress_not_found"
            );
            await _reader.JsonAsync(
                HttpMethod.Put,
                $"/v1/stories/{stories[i]}/progress",
                new { chapter = 1, percent = 10 * i }
            );
        }

        await _reader.JsonAsync(
            HttpMethod.Put,
            $"/v1/stories/{stories[0]}/progress",
            new { chapter = 1, percent = 100 }
        );
        Assert.Equal(100, (await _reader.GetAsync($"/v1/stories/{stories[0]}/progress"))["percent"]!.GetValue<int>());
        Assert.Equal(
            [stories[0], stories[2], stories[1]],
            (await _reader.AllAsync("/v1/me/progress", pageSize: 2)).Select(p => p["story"]!.GetValue<string>())
        );

        await _reader.RefusedAsync(
            HttpMethod.Put,
            $"/v1/stories/{stories[0]}/progress",
            new { chapter = 2, percent = 0 },
            HttpStatusCode.NotFound,
            "chapter_not_found"
        );
        foreach (
            var bad in (object[])
                [
                    new { chapter = 0, percent = 0 },
                    new { chapter = 1, percent = 101 },
                    new { chapter = 1, percent = -1 },
                    new { chapter = 1 },
                    new { percent = 1 },
                ]
        )
        {
            await _reader.RefusedAsync(
                HttpMethod.Put,
                $"/v1/stories/{stories[0]}/progress",
                bad,
                HttpStatusCode.BadRequest,
                "validation_failed"
            );
        }
    }

    [Fact]
    public async Task A_profile_is_its_users_words_and_counts()
    {
        await _anyone.RefusedAsync(
            HttpMethod.Get,
            $"/v1/profiles/{_author.Handle}",
            null,
            HttpStatusCode.NotFound,
            "profile_not_found"
        );
        var slug = await _author.PostStoryAsync();
        await _author.PostStoryAsync(status: "draft");
        await _author.JsonAsync(HttpMethod.Put, "/v1/me/profile", new { display_name = "Ada", bio = "Writes." });

        var profile = await _anyone.GetAsync($"/v1/profiles/{_author.Handle}");
        Assert.Equal("Ada", profile["display_name"]!.GetValue<string>());
        Assert.Equal(1, profile["story_count"]!.GetValue<long>());
        Assert.Equal(
            [slug],
            (await _anyone.AllAsync($"/v1/profiles/{_author.Handle}/stories", pageSize: 20)).Select(s =>
                s["slug"]!.GetValue<string>()
            )
        );

        await _author.JsonAsync(HttpMethod.Put, "/v1/me/profile", new { display_name = (string?)null });
        Assert.Null((await _anyone.GetAsync($"/v1/profiles/{_author.Handle}"))["display_name"]);
        await _author.RefusedAsync(
            HttpMethod.Put,
            "/v1/me/profile",
            new { display_name = new string('x', 101) },
            HttpStatusCode.BadRequest,
            "validation_failed"
        );
        await _author.RefusedAsync(
            HttpMethod.Put,
            "/v1/me/profile",
            new { bio = new string('x', 1001) },
            HttpStatusCode.BadRequest,
            "validation_failed"
        );
        await _anyone.RefusedAsync(
            HttpMethod.Get,
            "/v1/profiles/no_such_user_/stories",
            null,
            HttpStatusCode.NotFound,
            "profile_not_found"
        );
    }

    private async Task<string> MakeShelfAsync(string name)
    {
        var shelf = await _reader.JsonAsync(HttpMethod.Post, "/v1/shelves", new { name }, HttpStatusCode.Created);
        return $"/v1/shelves/{shelf["id"]!.GetValue<long>()}";
    }
}
