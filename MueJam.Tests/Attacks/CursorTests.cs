using System.Net;
using CsCheck;
using MueJam.Api.Lists;

namespace MueJam.Tests.Attacks;

/// <summary>A cursor that nobody gave out is refused, or is a place like another; it never breaks a list.</summary>
[Collection(StackCollection.Name)]
public sealed class CursorTests(StackFixture stack)
{
    private const int Mangled = 60;

    /// <summary>
    /// Bytes of any value, often too few or too many, as base64url; then a character changed, added or left out.
    /// </summary>
    private static readonly Gen<string> Any = Gen.Select(
        Gen.Byte.Array[0, 40],
        Gen.Int[0, 5],
        Gen.Int[0, 60],
        Gen.OneOf('A', '_', '-', '=', ' ', '+', '/', '.', '\0', 'é', '\uD800', '\n'),
        (bytes, change, at, character) =>
        {
            var text = System.Buffers.Text.Base64Url.EncodeToString(bytes);
            var place = Math.Min(at, text.Length);
            return change switch
            {
                0 => text.Insert(place, $"{character}"),
                1 when place < text.Length => text.Remove(place, 1),
                2 when place < text.Length => text.Remove(place, 1).Insert(place, $"{character}"),
                3 => new string(character, at),
                _ => text,
            };
        }
    );

    [Fact]
    public void What_is_read_is_written_in_one_way() =>
        Any.Sample(
            text =>
            {
                if (Cursor.TryParse(text, out var cursor) && cursor != Cursor.Top)
                {
                    Assert.True(Cursor.TryParse(cursor.ToString(), out var again));
                    Assert.Equal(cursor, again);
                }
            },
            iter: 100_000
        );

    [Fact]
    public void Every_place_comes_back() =>
        Gen.Select(Gen.Long, Gen.Long[1, long.MaxValue])
            .Sample(
                (order, id) =>
                {
                    var place = new Cursor(order, id);
                    Assert.True(
                        double.IsNaN(place.Rank) || (Cursor.TryParse(place.ToString(), out var read) && read == place)
                    );
                }
            );

    [Theory]
    [InlineData("/v1/stories")]
    [InlineData("/v1/stories?tag=sea")]
    [InlineData("/v1/discover/trending")]
    [InlineData("/v1/discover/new")]
    [InlineData("/v1/search?q=tale")]
    [InlineData("/v1/whispers")]
    [InlineData("/v1/stories/{slug}/whispers")]
    [InlineData("/v1/stories/{slug}/chapters")]
    [InlineData("/v1/whispers/{id}/replies")]
    [InlineData("/v1/profiles/{handle}/stories")]
    [InlineData("/v1/shelves")]
    [InlineData("/v1/shelves/{shelf}/stories")]
    [InlineData("/v1/me/stories")]
    [InlineData("/v1/me/progress")]
    public async Task A_list_takes_no_harm(string list)
    {
        using var user = LibraryClient.NewUser(stack);
        var slug = await user.PostStoryAsync();
        var whisper = await user.JsonAsync(
            HttpMethod.Post,
            "/v1/whispers",
            new { body = "Hello" },
            HttpStatusCode.Created
        );
        var shelf = await user.JsonAsync(HttpMethod.Post, "/v1/shelves", new { name = "Mine" }, HttpStatusCode.Created);
        var path = list.Replace("{slug}", slug, StringComparison.Ordinal)
            .Replace("{id}", $"{whisper["id"]}", StringComparison.Ordinal)
            .Replace("{handle}", user.Handle, StringComparison.Ordinal)
            .Replace("{shelf}", $"{shelf["id"]}", StringComparison.Ordinal);
        await IsNoErrorAsync(new string('A', 23));
        await IsNoErrorAsync(new Cursor(long.MinValue, 1).ToString());
        await IsNoErrorAsync(new Cursor(long.MaxValue - 1, long.MaxValue).ToString());
        await IsNoErrorAsync(Cursor.Of(double.NegativeInfinity, 1).ToString());
        await IsNoErrorAsync(new Cursor(0, (1L << 32) + 1).ToString());
        await Any.SampleAsync(IsNoErrorAsync, iter: Mangled, threads: 1);

        async Task IsNoErrorAsync(string cursor)
        {
            var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var query = $"{path}{separator}cursor={Uri.EscapeDataString(cursor)}";
            using var answer = await user.SendAsync(HttpMethod.Get, query);
            Assert.True(
                answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest,
                $"{query}: {(int)answer.StatusCode}"
            );
        }
    }
}
