using System.Net;
using System.Text.RegularExpressions;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Http;

/// <summary>A client that has an answer asks whether it still holds (RFC 9110, section 13).</summary>
[Collection(StackCollection.Name)]
public sealed class ConditionalReadTests(StackFixture stack) : IDisposable
{
    private readonly LibraryClient _author = LibraryClient.NewUser(stack);
    private readonly HttpClient _api = stack.App.CreateHttpClient("api", "http");

    public void Dispose()
    {
        _api.Dispose();
        _author.Dispose();
    }

    [Fact]
    public async Task Every_public_read_has_an_ETag_and_is_not_sent_to_a_client_that_has_it()
    {
        var reads = await PublicReads.OfAsync(_author);
        Assert.Equal(await TemplatesAsync(needUser: false), reads.Keys.Order());
        foreach (var path in reads.Values)
        {
            using var first = await ReadAsync(path);
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
            Assert.Equal("public, no-cache", $"{first.Headers.CacheControl}");
            var tag = $"{first.Headers.ETag}";
            Assert.StartsWith("W/\"", tag, StringComparison.Ordinal);
            foreach (var known in (string[])[tag, $"\"other\", {tag}", tag[2..], "*"])
            {
                using var again = await ReadAsync(path, known);
                Assert.True(again.StatusCode == HttpStatusCode.NotModified, $"{path}, {known}: {again.StatusCode}");
                Assert.Equal(tag, $"{again.Headers.ETag}");
                Assert.Equal("public, no-cache", $"{again.Headers.CacheControl}");
                Assert.Empty(await again.Content.ReadAsByteArrayAsync());
            }

            foreach (var unknown in (string[])["\"other\"", "nonsense", "W/\"", ""])
            {
                using var again = await ReadAsync(path, unknown);
                Assert.True(again.StatusCode == HttpStatusCode.OK, $"{path}, {unknown}: {again.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task It_does_not_touch_the_database()
    {
        var path = $"/v1/stories/{await _author.PostStoryAsync("untouched")}";
        using var first = await ReadAsync(path);
        // Right after a write an answer is read anew until every instance knows of it.
        await Eventually.GetAsync(
            async _ =>
            {
                var before = await CacheAsync("misses");
                using var again = await ReadAsync(path, $"{first.Headers.ETag}");
                Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
                return await CacheAsync("misses") - before;
            },
            misses => misses == 0
        );
    }

    [Fact]
    public async Task What_was_changed_is_sent_and_what_was_deleted_or_hidden_is_gone()
    {
        var slug = await _author.PostStoryAsync("changed");
        var path = $"/v1/stories/{slug}";
        using var first = await ReadAsync(path);
        var tag = $"{first.Headers.ETag}";
        await _author.JsonAsync(HttpMethod.Patch, path, new { title = "Another title" });
        using var changed = await ReadAsync(path, tag);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.NotEqual(tag, $"{changed.Headers.ETag}");

        await _author.JsonAsync(HttpMethod.Patch, path, new { status = "draft" });
        using var hidden = await ReadAsync(path, $"{changed.Headers.ETag}");
        Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        using var draft = await _author.SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, draft.StatusCode);
        Assert.Equal("no-store, private", $"{draft.Headers.CacheControl}");
        Assert.Null(draft.Headers.ETag);

        using var deleted = await _author.SendAsync(HttpMethod.Delete, path);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var gone = await ReadAsync(path, "*");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task What_one_user_alone_may_see_is_kept_by_nobody()
    {
        foreach (var path in await TemplatesAsync(needUser: true))
        {
            using var answer = await _author.SendAsync(HttpMethod.Get, Regex.Replace(path, @"\{\w+\}", "1"));
            Assert.True(
                $"{answer.Headers.CacheControl}" == "no-store, private",
                $"{path}: {answer.Headers.CacheControl}"
            );
            Assert.Null(answer.Headers.ETag);
        }
    }

    [Fact]
    public async Task HEAD_has_the_ETag_and_may_be_conditional_too()
    {
        using var get = await ReadAsync("/v1/discover/new");
        using var request = new HttpRequestMessage(HttpMethod.Head, "/v1/discover/new");
        request.Headers.Add("If-None-Match", $"{get.Headers.ETag}");
        using var head = await _api.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotModified, head.StatusCode);
    }

    [Fact]
    public async Task A_method_that_is_not_allowed_names_those_that_are()
    {
        using var answer = await _api.DeleteAsync(new Uri("/v1/discover/new", UriKind.Relative));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["GET", "HEAD"], answer.Content.Headers.Allow.Order());
    }

    private Task<HttpResponseMessage> ReadAsync(string path, string? ifNoneMatch = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (ifNoneMatch is not null)
        {
            Assert.True(request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch));
        }

        return _api.SendAsync(request);
    }

    private async Task<long> CacheAsync(string figure) =>
        (await _api.JsonAsync("/metrics/json"))["cache"]![figure]!.GetValue<long>();

    private async Task<IEnumerable<string>> TemplatesAsync(bool needUser) =>
        [
            .. (await _api.JsonAsync("/openapi/v1.json"))["paths"]!
                .AsObject()
                .Where(path =>
                    path.Key.StartsWith("/v1/", StringComparison.Ordinal)
                    && path.Value!["get"] is { } get
                    && get["security"] is not null == needUser
                )
                .Select(path => path.Key)
                .Order(),
        ];
}
