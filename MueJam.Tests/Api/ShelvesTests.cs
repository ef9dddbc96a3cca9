using System.Net;

namespace MueJam.Tests.Api;

[Collection(StackCollection.Name)]
public sealed class ShelvesTests(StackFixture stack) : LibraryTests(stack)
{
    [Fact]
    public async Task Shelves_are_made_filled_renamed_and_deleted()
    {
        var shelf = await MakeShelfAsync("To read");
        await Reader.RefusedAsync(
            HttpMethod.Post,
            "/v1/shelves",
            new { name = "To read" },
            HttpStatusCode.Conflict,
            "shelf_exists"
        );
        var slugs = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            slugs.Add(await Author.PostStoryAsync());
            await Reader.JsonAsync(HttpMethod.Put, $"{shelf}/stories/{slugs[i]}", expected: HttpStatusCode.NoContent);
        }

        // Again changes nothing.
        await Reader.JsonAsync(HttpMethod.Put, $"{shelf}/stories/{slugs[0]}", expected: HttpStatusCode.NoContent);
        slugs.Reverse();
        Assert.Equal(
            slugs,
            (await Reader.AllAsync($"{shelf}/stories", pageSize: 2)).Select(s => s["slug"]!.GetValue<string>())
        );

        await Reader.JsonAsync(HttpMethod.Delete, $"{shelf}/stories/{slugs[0]}", expected: HttpStatusCode.NoContent);
        await Reader.RefusedAsync(
            HttpMethod.Delete,
            $"{shelf}/stories/{slugs[0]}",
            null,
            HttpStatusCode.NotFound,
            "story_not_found"
        );
        await Author.JsonAsync(HttpMethod.Delete, $"/v1/stories/{slugs[1]}", expected: HttpStatusCode.NoContent);
        Assert.Equal(
            slugs[2..],
            (await Reader.AllAsync($"{shelf}/stories", pageSize: 20)).Select(s => s["slug"]!.GetValue<string>())
        );

        var other = await MakeShelfAsync("Read");
        await Reader.RefusedAsync(
            HttpMethod.Patch,
            other,
            new { name = "To read" },
            HttpStatusCode.Conflict,
            "shelf_exists"
        );
        Assert.Equal(
            "Done",
            (await Reader.JsonAsync(HttpMethod.Patch, other, new { name = "Done" }))["name"]!.GetValue<string>()
        );
        Assert.Equal(
            ["Done", "To read"],
            (await Reader.AllAsync("/v1/shelves", pageSize: 1)).Select(s => s["name"]!.GetValue<string>())
        );
        await Reader.JsonAsync(HttpMethod.Delete, shelf, expected: HttpStatusCode.NoContent);
        await Reader.RefusedAsync(HttpMethod.Get, shelf, null, HttpStatusCode.NotFound, "shelf_not_found");
    }

    [Fact]
    public async Task Two_shelves_of_a_name_at_once_make_one()
    {
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Reader.SendAsync(HttpMethod.Post, "/v1/shelves", new { name = "Twice" }))
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
        var slug = await Author.PostStoryAsync();
        await Author.RefusedAsync(HttpMethod.Get, shelf, null, HttpStatusCode.NotFound, "shelf_not_found");
        await Author.RefusedAsync(HttpMethod.Get, $"{shelf}/stories", null, HttpStatusCode.NotFound, "shelf_not_found");
        await Author.RefusedAsync(
            HttpMethod.Patch,
            shelf,
            new { name = "Yours" },
            HttpStatusCode.NotFound,
            "shelf_not_found"
        );
        await Author.RefusedAsync(
            HttpMethod.Put,
            $"{shelf}/stories/{slug}",
            null,
            HttpStatusCode.NotFound,
            "shelf_not_found"
        );
        await Author.RefusedAsync(HttpMethod.Delete, shelf, null, HttpStatusCode.NotFound, "shelf_not_found");
        await Anyone.RefusedAsync(HttpMethod.Get, shelf, null, HttpStatusCode.Unauthorized, "token_missing");
        await Reader.RefusedAsync(
            HttpMethod.Put,
            $"{shelf}/stories/{await Author.PostStoryAsync(status: "draft")}",
            null,
            HttpStatusCode.NotFound,
            "story_not_found"
        );
        await Reader.RefusedAsync(
            HttpMethod.Post,
            "/v1/shelves",
            new { name = new string('x', 101) },
            HttpStatusCode.BadRequest,
            "validation_failed"
        );
        await Reader.RefusedAsync(
            HttpMethod.Post,
            "/v1/shelves",
            new { name = " " },
            HttpStatusCode.BadRequest,
            "validation_failed"
        );
    }

    private async Task<string> MakeShelfAsync(string name)
    {
        var shelf = await Reader.JsonAsync(HttpMethod.Post, "/v1/shelves", new { name }, HttpStatusCode.Created);
        return $"/v1/shelves/{shelf["id"]!.GetValue<long>()}";
    }
}
