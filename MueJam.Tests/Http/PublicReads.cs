using System.Net;

namespace MueJam.Tests.Http;

/// <summary>Every read that needs no user, of things that are there.</summary>
internal static class PublicReads
{
    /// <summary>Paths by the template that the OpenAPI document has for them.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> OfAsync(LibraryClient author)
    {
        var slug = await author.PostStoryAsync("read", tags: ["http"]);
        await author.JsonAsync(
            HttpMethod.Post,
            $"/v1/stories/{slug}/chapters",
            new { title = "One", body = "Once." },
            HttpStatusCode.Created
        );
        var whisper = await author.JsonAsync(
            HttpMethod.Post,
            "/v1/whispers",
            new { body = "Read me" },
            HttpStatusCode.Created
        );
        var id = $"{whisper["id"]}";
        await author.JsonAsync(
            HttpMethod.Post,
            "/v1/whispers",
            new { body = "I did", reply_to = whisper["id"] },
            HttpStatusCode.Created
        );
        return new Dictionary<string, string>
        {
            ["/v1/stories"] = "/v1/stories?tag=http",
            ["/v1/stories/{slug}"] = $"/v1/stories/{slug}",
            ["/v1/stories/{slug}/chapters"] = $"/v1/stories/{slug}/chapters",
            ["/v1/stories/{slug}/chapters/{number}"] = $"/v1/stories/{slug}/chapters/1",
            ["/v1/stories/{slug}/whispers"] = $"/v1/stories/{slug}/whispers",
            ["/v1/whispers"] = "/v1/whispers",
            ["/v1/whispers/{id}"] = $"/v1/whispers/{id}",
            ["/v1/whispers/{id}/replies"] = $"/v1/whispers/{id}/replies",
            ["/v1/discover/trending"] = "/v1/discover/trending",
            ["/v1/discover/new"] = "/v1/discover/new",
            ["/v1/profiles/{handle}"] = $"/v1/profiles/{author.Handle}",
            ["/v1/profiles/{handle}/stories"] = $"/v1/profiles/{author.Handle}/stories",
            ["/v1/search"] = "/v1/search?q=tale",
            ["/v1/search/suggestions"] = "/v1/search/suggestions?q=tal",
        };
    }
}
