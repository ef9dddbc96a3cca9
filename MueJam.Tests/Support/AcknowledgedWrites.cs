using System.Collections.Concurrent;
using System.Net;

namespace MueJam.Tests.Support;

/// <summary>Stories posted during a fault: those that the API acknowledged must be there afterwards.</summary>
internal sealed class AcknowledgedWrites(LibraryClient author)
{
    private readonly ConcurrentBag<string> _slugs = [];

    public async Task<HttpResponseMessage> PostAsync()
    {
        var slug = LibraryClient.NewSlug("write");
        var answer = await author.SendAsync(HttpMethod.Post, "/v1/stories", new { slug, title = "Written" });
        if (answer.StatusCode == HttpStatusCode.Created)
        {
            _slugs.Add(slug);
        }

        return answer;
    }

    public async Task NoneIsLostAsync(RunningStack stack)
    {
        Assert.NotEmpty(_slugs);
        await using var primary = await Database.OpenAsync(stack, "postgres", "muejam_library");
        Assert.Equal(
            _slugs.Count,
            await primary.ScalarAsync<long>(
                "SELECT count(*) FROM stories WHERE slug = ANY($1)",
                (object)_slugs.ToArray()
            )
        );
    }
}
