using System.Collections.Concurrent;
using System.Net;

namespace MueJam.Tests.Support;

/// <summary>Stories posted during a fault: those that the API acknowledged must be there afterwards.</summary>
/// <param name="post">Posts a story.</param>
internal sealed class AcknowledgedWrites(Func<object, Task<HttpResponseMessage>> post)
{
    private readonly ConcurrentBag<string> _slugs = [];

    /// <summary>Those of a user.</summary>
    public AcknowledgedWrites(LibraryClient author)
        : this(story => author.SendAsync(HttpMethod.Post, "/v1/stories", story)) { }

    public async Task<HttpResponseMessage> PostAsync()
    {
        var slug = LibraryClient.NewSlug("write");
        var answer = await post(new { slug, title = "Written" });
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
