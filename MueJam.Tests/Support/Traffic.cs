namespace MueJam.Tests.Support;

/// <summary>
/// A few readers: requests that both levels of the cache answer, some that only the database can, and some that are
/// refused.
/// </summary>
internal sealed class Traffic : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly LibraryClient _reader;
    private readonly Load _load;

    private Traffic(LibraryClient reader, string slug) =>
        (_reader, _load) = (reader, new Load(1, _ => SendAsync(slug)));

    public static async Task<Traffic> StartAsync(StackFixture stack)
    {
        var reader = LibraryClient.NewUser(stack);
        return new Traffic(reader, await reader.PostStoryAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _load.DisposeAsync();
        _reader.Dispose();
    }

    private async Task<HttpResponseMessage> SendAsync(string slug)
    {
        await Task.Delay(Pause);
        return Random.Shared.Next(8) switch
        {
            0 => await _reader.SendAsync(HttpMethod.Get, "/v1/discover/trending"),
            1 => await _reader.SendAsync(HttpMethod.Get, $"/v1/search?q={Guid.NewGuid():N}"),
            2 => await _reader.SendAsync(HttpMethod.Get, $"/v1/stories/{LibraryClient.NewSlug("nowhere")}"),
            3 => await _reader.SendAsync(HttpMethod.Patch, $"/v1/stories/{slug}", new { title = "Another tale" }),
            4 => await _reader.SendTextAsync(HttpMethod.Post, "/v1/stories", "{"),
            _ => await _reader.SendAsync(HttpMethod.Get, $"/v1/stories/{slug}"),
        };
    }
}
