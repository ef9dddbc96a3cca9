using System.Net;
using System.Text.Json.Nodes;

namespace MueJam.Tests.Api;

[Collection(StackCollection.Name)]
public sealed class DiscoverTests(StackFixture stack) : LibraryTests(stack)
{
    [Fact]
    public async Task Activity_makes_a_story_trend()
    {
        var quiet = await Author.PostStoryAsync("quiet");
        var busy = await Author.PostStoryAsync("busy");
        var later = await Author.PostStoryAsync("later");
        for (var i = 0; i < 3; i++)
        {
            using var reader = LibraryClient.NewUser(Stack);
            await reader.JsonAsync(
                HttpMethod.Post,
                "/v1/whispers",
                new { body = "Read this", story = busy },
                HttpStatusCode.Created
            );
        }

        // Discover may be as old as its time in the cache; a new story makes it new.
        await Author.PostStoryAsync("fresh");
        var trending = (await Anyone.AllAsync("/v1/discover/trending", 100)).Select(Slug).ToList();
        Assert.True(
            trending.IndexOf(busy) < trending.IndexOf(quiet) && trending.IndexOf(busy) < trending.IndexOf(later)
        );
    }

    [Fact]
    public async Task Half_of_the_heat_is_forgotten_each_day()
    {
        var slug = await Author.PostStoryAsync();
        await using var primary = await Database.OpenAsync(Stack, "postgres", "muejam_library");
        const string Heat =
            "SELECT exp(trend - extract(epoch FROM now())::float8 * ln(2) / 86400) FROM story_heat h JOIN "
            + "stories s ON s.id = h.story_id WHERE slug = $1";
        Assert.Equal(1, await primary.ScalarAsync<double>(Heat, slug), 0.01);
        await primary.ScalarAsync<object>(
            "UPDATE story_heat SET trend = trend - ln(2) WHERE story_id = (SELECT id FROM stories WHERE slug = $1)",
            slug
        );
        await primary.ScalarAsync<object>("SELECT heat_story((SELECT id FROM stories WHERE slug = $1), 3)", slug);
        Assert.Equal(3.5, await primary.ScalarAsync<double>(Heat, slug), 0.01);
    }

    [Fact]
    public async Task New_lists_the_newest_first()
    {
        var older = await Author.PostStoryAsync();
        var newer = await Author.PostStoryAsync();
        var listed = (await Anyone.GetAsync("/v1/discover/new"))["data"]!.AsArray().Select(s => Slug(s!)).ToList();
        Assert.True(listed.IndexOf(newer) >= 0 && listed.IndexOf(newer) < listed.IndexOf(older));
    }

    [Fact]
    public async Task Search_finds_words_best_first_and_suggests_while_one_types()
    {
        var word = $"Zephyr{Guid.NewGuid():N}"[..14];
        var inTitle = await Author.PostStoryAsync(title: $"The {word} returns");
        var inBlurb = LibraryClient.NewSlug("blurb");
        await Author.JsonAsync(
            HttpMethod.Post,
            "/v1/stories",
            new
            {
                slug = inBlurb,
                title = "Another",
                blurb = $"A {word} blows",
            },
            HttpStatusCode.Created
        );
        await Author.JsonAsync(
            HttpMethod.Post,
            "/v1/stories",
            new
            {
                slug = LibraryClient.NewSlug("draft"),
                title = $"{word} draft",
                status = "draft",
            },
            HttpStatusCode.Created
        );

        Assert.Equal(
            [inTitle, inBlurb],
            (await Anyone.AllAsync($"/v1/search?q={word.ToLowerInvariant()}", pageSize: 1)).Select(Slug)
        );
        Assert.Contains(inTitle, await SuggestedAsync($"the {word[..10]}"));
        // A letter is wrong.
        Assert.Contains(inTitle, await SuggestedAsync($"{word[..6]}x{word[7..]}"));
        Assert.Contains(Author.Handle, await SuggestedAsync(Author.Handle![..15]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("%00a")]
    public async Task A_query_that_is_too_short_or_no_text_is_refused(string query)
    {
        await Anyone.RefusedAsync(
            HttpMethod.Get,
            $"/v1/search?q={query}",
            null,
            HttpStatusCode.BadRequest,
            "validation_failed"
        );
        await Anyone.RefusedAsync(
            HttpMethod.Get,
            $"/v1/search/suggestions?q={query}",
            null,
            HttpStatusCode.BadRequest,
            "validation_failed"
        );
    }

    [Theory]
    [InlineData("'; DROP TABLE stories; --")]
    [InlineData("%_\\")]
    [InlineData("a & | ! ( :*")]
    [InlineData("\"unbalanced")]
    public async Task A_hostile_query_finds_nothing_and_breaks_nothing(string query)
    {
        Assert.NotNull(await Anyone.GetAsync($"/v1/search?q={Uri.EscapeDataString(query)}"));
        Assert.NotNull(await Anyone.GetAsync($"/v1/search/suggestions?q={Uri.EscapeDataString(query)}"));
    }

    private static string Slug(JsonNode story) => story["slug"]!.GetValue<string>();

    private async Task<List<string?>> SuggestedAsync(string query) =>
        [
            .. (await Anyone.GetAsync($"/v1/search/suggestions?q={Uri.EscapeDataString(query)}"))["data"]!
                .AsArray()
                .Select(s => s!["name"]!.GetValue<string>()),
        ];
}
