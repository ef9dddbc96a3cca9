using System.IO.Compression;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Http;

/// <summary>Answers are compressed for whoever asks for it, and are the same.</summary>
[Collection(StackCollection.Name)]
public sealed class CompressionTests(StackFixture stack)
{
    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task An_answer_is_compressed_and_is_the_same(string encoding)
    {
        using var author = LibraryClient.NewUser(stack);
        var reads = await PublicReads.OfAsync(author);
        using var api = stack.App.CreateHttpClient("api", "http");
        foreach (
            var path in reads.Values.Append("/openapi/v1.json").Append("/v1/stories/nowhere").Append("/metrics/json")
        )
        {
            using var plain = await api.GetAsync(path);
            Assert.Empty(plain.Content.Headers.ContentEncoding);
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.AcceptEncoding.Add(new(encoding));
            using var compressed = await api.SendAsync(request);
            Assert.Equal([encoding], compressed.Content.Headers.ContentEncoding);
            Assert.Contains("Accept-Encoding", compressed.Headers.Vary);
            Assert.Equal(plain.StatusCode, compressed.StatusCode);
            Assert.Equal(plain.Headers.ETag, compressed.Headers.ETag);
            var text = await DecompressAsync(encoding, await compressed.Content.ReadAsStreamAsync());
            if (!path.StartsWith("/metrics", StringComparison.Ordinal) && plain.IsSuccessStatusCode)
            {
                Assert.Equal(await plain.Content.ReadAsStringAsync(), text);
            }
        }
    }

    [Fact]
    public async Task A_page_of_a_hundred_is_a_fraction_of_its_size()
    {
        using var author = LibraryClient.NewUser(stack);
        for (var i = 0; i < 100; i++)
        {
            await author.PostStoryAsync(title: "A story of the sea, and of those who left it", tags: ["compressed"]);
        }

        using var api = stack.App.CreateHttpClient("api", "http");
        const string Page = "/v1/stories?page_size=100&tag=compressed";
        var plain = (await api.GetByteArrayAsync(Page)).Length;
        using var request = new HttpRequestMessage(HttpMethod.Get, Page)
        {
            Headers = { AcceptEncoding = { new("gzip") } },
        };
        using var compressed = await api.SendAsync(request);
        Assert.InRange((await compressed.Content.ReadAsByteArrayAsync()).Length, 1, plain / 3);
    }

    private static async Task<string> DecompressAsync(string encoding, Stream body)
    {
        await using Stream stream =
            encoding == "br"
                ? new BrotliStream(body, CompressionMode.Decompress)
                : new GZipStream(body, CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
