using System.Net;

namespace MueJam.Tests.Api;

/// <summary>Reading progress and profiles.</summary>
[Collection(StackCollection.Name)]
public sealed class OwnThingsTests(StackFixture stack) : LibraryTests(stack)
{
    [Fact]
    public async Task Progress_is_kept_and_listed_the_latest_first()
    {
        var stories = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            stories.Add(await Author.PostStoryAsync());
            await Author.JsonAsync(
                HttpMethod.Post,
                $"/v1/stories/{stories[i]}/chapters",
                new { title = "One", body = "Once." },
                HttpStatusCode.Created
            );
            await Reader.RefusedAsync(
                HttpMethod.Get,
                $"/v1/stories/{stories[i]}/progress",
                null,
                HttpStatusCode.NotFound,
                "progress_not_found"
            );
            await Reader.JsonAsync(
                HttpMethod.Put,
                $"/v1/stories/{stories[i]}/progress",
                new { chapter = 1, percent = 10 * i }
            );
        }

        await Reader.JsonAsync(
            HttpMethod.Put,
            $"/v1/stories/{stories[0]}/progress",
            new { chapter = 1, percent = 100 }
        );
        Assert.Equal(100, (await Reader.GetAsync($"/v1/stories/{stories[0]}/progress"))["percent"]!.GetValue<int>());
        Assert.Equal(
            [stories[0], stories[2], stories[1]],
            (await Reader.AllAsync("/v1/me/progress", pageSize: 2)).Select(p => p["story"]!.GetValue<string>())
        );

        await Reader.RefusedAsync(
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
            await Reader.RefusedAsync(
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
        await Anyone.RefusedAsync(
            HttpMethod.Get,
            $"/v1/profiles/{Author.Handle}",
            null,
            HttpStatusCode.NotFound,
            "profile_not_found"
        );
        var slug = await Author.PostStoryAsync();
        await Author.PostStoryAsync(status: "draft");
        await Author.JsonAsync(HttpMethod.Put, "/v1/me/profile", new { display_name = "Ada", bio = "Writes." });

        var profile = await Anyone.GetAsync($"/v1/profiles/{Author.Handle}");
        Assert.Equal("Ada", profile["display_name"]!.GetValue<string>());
        Assert.Equal(1, profile["story_count"]!.GetValue<long>());
        Assert.Equal(
            [slug],
            (await Anyone.AllAsync($"/v1/profiles/{Author.Handle}/stories", pageSize: 20)).Select(s =>
                s["slug"]!.GetValue<string>()
            )
        );

        await Author.JsonAsync(HttpMethod.Put, "/v1/me/profile", new { display_name = (string?)null });
        Assert.Null((await Anyone.GetAsync($"/v1/profiles/{Author.Handle}"))["display_name"]);
        await Author.RefusedAsync(
            HttpMethod.Put,
            "/v1/me/profile",
            new { display_name = new string('x', 101) },
            HttpStatusCode.BadRequest,
            "validation_failed"
        );
        await Author.RefusedAsync(
            HttpMethod.Put,
            "/v1/me/profile",
            new { bio = new string('x', 1001) },
            HttpStatusCode.BadRequest,
            "validation_failed"
        );
        await Anyone.RefusedAsync(
            HttpMethod.Get,
            "/v1/profiles/no_such_user_/stories",
            null,
            HttpStatusCode.NotFound,
            "profile_not_found"
        );
    }
}
