using System.Net;

namespace MueJam.Tests.Attacks;

/// <summary>Whoever repeats what they do with a story does not make it trend.</summary>
[Collection(StackCollection.Name)]
public sealed class HeatTests(StackFixture stack) : LibraryTests(stack)
{
    private const string Heat = """
        SELECT exp(trend - extract(epoch FROM now())::float8 * ln(2) / 86400)
        FROM story_heat h JOIN stories s ON s.id = h.story_id WHERE slug = $1
        """;

    [Fact]
    public async Task An_author_heats_no_story_of_their_own()
    {
        var slug = await PostAsync();
        await DoEverythingAsync(Author, slug, times: 4);
        Assert.Equal(1, await HeatAsync(slug), 0.01);
    }

    [Fact]
    public async Task A_reader_heats_a_story_once_a_day_with_each_kind_of_activity()
    {
        var slug = await PostAsync();
        await DoEverythingAsync(Reader, slug, times: 1);
        var once = await HeatAsync(slug);
        // Read 1, shelve 3, whisper 2, like 0.5, on top of the 1 that it had.
        Assert.Equal(7.5, once, 0.05);
        await DoEverythingAsync(Reader, slug, times: 4);
        Assert.Equal(once, await HeatAsync(slug), 0.05);

        await using var primary = await Database.OpenAsync(Stack, "postgres", "muejam_library");
        await primary.ScalarAsync<object>(
            "UPDATE heat_given SET given_at = now() - interval '25 hours' WHERE handle = $1",
            Reader.Handle!
        );
        await DoEverythingAsync(Reader, slug, times: 2);
        Assert.Equal(once + 6.5, await HeatAsync(slug), 0.1);
    }

    [Fact]
    public async Task At_once_is_once()
    {
        var slug = await PostAsync();
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i =>
                    Reader.JsonAsync(
                        HttpMethod.Post,
                        "/v1/whispers",
                        new { body = $"{i}", story = slug },
                        HttpStatusCode.Created
                    )
                )
        );
        Assert.Equal(3, await HeatAsync(slug), 0.01);
    }

    private async Task<string> PostAsync()
    {
        var slug = await Author.PostStoryAsync();
        for (var i = 0; i < 2; i++)
        {
            await Author.JsonAsync(
                HttpMethod.Post,
                $"/v1/stories/{slug}/chapters",
                new { title = "Next", body = "Once." },
                HttpStatusCode.Created
            );
        }

        return slug;
    }

    private static async Task DoEverythingAsync(LibraryClient user, string slug, int times)
    {
        var name = $"{Guid.NewGuid():N}";
        var made = await user.JsonAsync(HttpMethod.Post, "/v1/shelves", new { name }, HttpStatusCode.Created);
        var shelf = $"/v1/shelves/{made["id"]}/stories/{slug}";
        var whisper = await user.JsonAsync(
            HttpMethod.Post,
            "/v1/whispers",
            new { body = "Read it", story = slug },
            HttpStatusCode.Created
        );
        for (var i = 0; i < times; i++)
        {
            await user.JsonAsync(HttpMethod.Put, shelf, expected: HttpStatusCode.NoContent);
            await user.JsonAsync(HttpMethod.Delete, shelf, expected: HttpStatusCode.NoContent);
            await user.JsonAsync(HttpMethod.Put, $"/v1/stories/{slug}/progress", new { chapter = 1, percent = 1 });
            await user.JsonAsync(HttpMethod.Put, $"/v1/stories/{slug}/progress", new { chapter = 2, percent = 1 });
            await user.JsonAsync(HttpMethod.Put, $"/v1/whispers/{whisper["id"]}/like");
            await user.JsonAsync(HttpMethod.Delete, $"/v1/whispers/{whisper["id"]}/like");
        }
    }

    private async Task<double> HeatAsync(string slug)
    {
        await using var primary = await Database.OpenAsync(Stack, "postgres", "muejam_library");
        return await primary.ScalarAsync<double>(Heat, slug);
    }
}
