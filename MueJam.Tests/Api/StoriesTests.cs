using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;
using MueJam.Tests.Support;

namespace MueJam.Tests.Api;

[Collection(StackCollection.Name)]
public sealed class StoriesTests(StackFixture stack)
{
    [Fact]
    public async Task A_posted_story_is_in_the_primary_then_in_the_replica_and_counters_move()
    {
        using var api = stack.App.CreateHttpClient("api", "http");
        var before = await api.MetricAsync("db_query_count") ?? 0;
        var slug = $"a-tale-{Guid.NewGuid():N}";

        using var created = await api.PostAsJsonAsync("/v1/stories", new { slug, title = "A tale", blurb = "Of two servers", author = "tester", tags = new[] { "test" } });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal($"/v1/stories/{slug}", created.Headers.Location!.OriginalString);

        const string Count = "SELECT count(*) FROM stories WHERE slug = $1";
        await using var primary = await Database.OpenAsync(stack, "postgres", "muejam_library");
        Assert.Equal(1, await primary.ScalarAsync<long>(Count, slug));
        await using var replica = await Database.OpenAsync(stack, "postgres-replica", "muejam_library");
        await Eventually.GetAsync(_ => replica.ScalarAsync<long>(Count, slug), count => count == 1);

        Assert.Equal("A tale", (await api.JsonAsync($"/v1/stories/{slug}"))["title"]!.GetValue<string>());
        await Eventually.GetAsync(token => api.MetricAsync("db_query_count", token), after => after > before);
    }

    [Fact]
    public async Task Two_equal_slugs_at_once_make_one_story()
    {
        using var api = stack.App.CreateHttpClient("api", "http");
        var story = new { slug = $"twice-{Guid.NewGuid():N}", title = "Twice", blurb = "", author = "tester", tags = Array.Empty<string>() };
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => api.PostAsJsonAsync("/v1/stories", story)));
        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.Conflict], answers.Select(a => a.StatusCode).Order());
    }

    [Theory]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("""{"slug":"x"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"slug":"no-author","title":"T","blurb":"","author":"'; DROP TABLE stories; --","tags":[]}""", HttpStatusCode.BadRequest)]
    public async Task Bad_input_is_a_problem_with_a_code(string body, HttpStatusCode status)
    {
        using var api = stack.App.CreateHttpClient("api", "http");
        using var answer = await api.PostAsync("/v1/stories", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.NotEmpty((await answer.Content.ReadFromJsonAsync<JsonObject>())!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task Stories_come_in_pages_each_once()
    {
        using var api = stack.App.CreateHttpClient("api", "http");
        var mine = Enumerable.Range(0, 5).Select(i => $"page-{i}-{Guid.NewGuid():N}").ToList();
        foreach (var slug in mine)
        {
            using var created = await api.PostAsJsonAsync("/v1/stories", new { slug, title = slug, blurb = "", author = "tester", tags = Array.Empty<string>() });
            Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        }

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await api.JsonAsync($"/v1/stories?page_size=2{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            seen.AddRange(page["data"]!.AsArray().Select(s => s!["slug"]!.GetValue<string>()));
            cursor = page["next_cursor"]?.GetValue<string>();
        }
        while (cursor is not null && !mine.All(seen.Contains));

        Assert.Equal(mine.AsEnumerable().Reverse(), seen.Where(mine.Contains));
    }
}
