using System.Net;
using MueJam.Api.Validation;

namespace MueJam.Tests.Attacks;

/// <summary>
/// Text that PostgreSQL cannot store is refused, by a name where one is known, and never a server's error.
/// </summary>
[Collection(StackCollection.Name)]
public sealed class StoredTextTests(StackFixture stack)
{
    [Theory]
    [InlineData("/v1/stories?tag=%00", "tag")]
    [InlineData("/v1/stories?tag=a%00b", "tag")]
    [InlineData("/v1/search?q=ab%00", "q")]
    [InlineData("/v1/search/suggestions?q=ab%00", "q")]
    public async Task A_parameter_is_refused(string path, string parameter)
    {
        using var anyone = LibraryClient.Anonymous(stack);
        using var answer = await anyone.SendAsync(HttpMethod.Get, path);
        await LibraryClient.IsProblemAsync(answer, HttpStatusCode.BadRequest, "validation_failed");
        Assert.Contains($"\"{parameter}\":", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"body":"x","story":"a\u0000"}""", "validation_failed")]
    [InlineData("""{"body":"x\u0000"}""", "validation_failed")]
    [InlineData("""{"body":"x","story":"\ud800"}""", "malformed_request")]
    public async Task A_member_is_refused(string whisper, string code)
    {
        using var user = LibraryClient.NewUser(stack);
        using var answer = await user.SendTextAsync(HttpMethod.Post, "/v1/whispers", whisper);
        await LibraryClient.IsProblemAsync(answer, HttpStatusCode.BadRequest, code);
    }

    [Fact]
    public async Task Texts_are_limited_in_characters_wherever_they_are()
    {
        using var user = LibraryClient.NewUser(stack);
        // One character, two UTF-16 units.
        string Emoji(int characters) => string.Concat(Enumerable.Repeat("\U0001F600", characters));
        Assert.NotNull(await user.GetAsync($"/v1/search?q={Uri.EscapeDataString(Emoji(100))}"));
        Assert.NotNull(await user.GetAsync($"/v1/search/suggestions?q={Uri.EscapeDataString(Emoji(100))}"));
        await user.RefusedAsync(
            HttpMethod.Get,
            $"/v1/search?q={Uri.EscapeDataString(Emoji(101))}",
            null,
            HttpStatusCode.BadRequest,
            "validation_failed"
        );
        await user.RefusedAsync(
            HttpMethod.Get,
            $"/v1/search?q={Uri.EscapeDataString(Emoji(1))}",
            null,
            HttpStatusCode.BadRequest,
            "validation_failed"
        );
        await user.RefusedAsync(
            HttpMethod.Post,
            "/v1/whispers",
            new { body = "b", story = Emoji(100) },
            HttpStatusCode.NotFound,
            "story_not_found"
        );
        await user.RefusedAsync(
            HttpMethod.Post,
            "/v1/whispers",
            new { body = "b", story = Emoji(101) },
            HttpStatusCode.BadRequest,
            "validation_failed"
        );
        await user.JsonAsync(HttpMethod.Post, "/v1/whispers", new { body = Emoji(280) }, HttpStatusCode.Created);
        await user.JsonAsync(HttpMethod.Post, "/v1/shelves", new { name = Emoji(100) }, HttpStatusCode.Created);
    }

    [Fact]
    public void What_is_text_is_told()
    {
        Assert.All(
            (string[])["", "a", "\U0001F600\uFFFD\uFFFF", "a\U0001F600\U0001F600b"],
            text => Assert.True(StoredText.IsStorable(text))
        );
        Assert.All(
            (string[])["\0", "a\0b", "a\uD800", "\uDC00a", "\uDC00\uD800", "\U0001F600\uD800"],
            text => Assert.False(StoredText.IsStorable(text))
        );
    }
}
