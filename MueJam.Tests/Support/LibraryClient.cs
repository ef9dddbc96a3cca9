using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Support;

/// <summary>A user of the API (or nobody), whose every answer is checked against the OpenAPI document.</summary>
internal sealed class LibraryClient : IDisposable
{
    private readonly HttpClient _http;

    private LibraryClient(HttpClient http) => _http = http;

    /// <summary>The user's handle; null for nobody.</summary>
    public string? Handle { get; private init; }

    public static LibraryClient Anonymous(RunningStack stack, string resource = "api") =>
        Create(stack, resource, null, null);

    /// <summary>A user of whom nobody knows anything yet.</summary>
    public static LibraryClient NewUser(RunningStack stack, string resource = "api") =>
        User(stack, $"user_{Guid.NewGuid():N}"[..20], resource);

    /// <summary>A user by his handle, at the instance that is named.</summary>
    public static LibraryClient User(RunningStack stack, string handle, string resource) =>
        Create(stack, resource, handle, Tokens.For(handle));

    public static LibraryClient WithToken(RunningStack stack, string token) => Create(stack, "api", null, token);

    public static string NewSlug(string word) => $"{word}-{Guid.NewGuid():N}";

    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        object? body = null,
        CancellationToken cancellationToken = default
    ) =>
        _http.SendAsync(
            new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) },
            cancellationToken
        );

    /// <summary>Sends a body as it is, as JSON.</summary>
    public Task<HttpResponseMessage> SendTextAsync(
        HttpMethod method,
        string path,
        string body,
        string contentType = "application/json",
        bool expectContinue = false
    )
    {
        var request = new HttpRequestMessage(method, path)
        {
            Content = new StringContent(body, Encoding.UTF8, contentType),
        };
        request.Headers.ExpectContinue = expectContinue;
        return _http.SendAsync(request);
    }

    /// <summary>The JSON of an answer that must have a status.</summary>
    public async Task<JsonNode> JsonAsync(
        HttpMethod method,
        string path,
        object? body = null,
        HttpStatusCode expected = HttpStatusCode.OK
    )
    {
        using var answer = await SendAsync(method, path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(
            answer.StatusCode == expected,
            $"{method} {path}: {(int)answer.StatusCode}, not {(int)expected}. {text}"
        );
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    public Task<JsonNode> GetAsync(string path) => JsonAsync(HttpMethod.Get, path);

    /// <summary>Sends what must be refused, as problem details with a code.</summary>
    public async Task RefusedAsync(HttpMethod method, string path, object? body, HttpStatusCode status, string code)
    {
        using var answer = await SendAsync(method, path, body);
        await IsProblemAsync(answer, status, code);
    }

    public static async Task IsProblemAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, $"{(int)answer.StatusCode}, not {(int)status}. {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(code, JsonNode.Parse(text)!["code"]!.GetValue<string>());
    }

    /// <summary>Posts a story of this user's.</summary>
    /// <returns>Its slug.</returns>
    public async Task<string> PostStoryAsync(
        string word = "tale",
        string status = "published",
        string title = "A tale",
        string[]? tags = null
    )
    {
        var slug = NewSlug(word);
        await JsonAsync(
            HttpMethod.Post,
            "/v1/stories",
            new
            {
                slug,
                title,
                blurb = "Of two servers",
                tags = tags ?? [],
                status,
            },
            HttpStatusCode.Created
        );
        return slug;
    }

    /// <summary>Every entry of a list, page by page.</summary>
    public async Task<List<JsonNode>> AllAsync(string path, int pageSize, Func<int, Task>? betweenPages = null)
    {
        var all = new List<JsonNode>();
        string? cursor = null;
        for (var pages = 1; ; pages++)
        {
            var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var page = await GetAsync(
                $"{path}{separator}page_size={pageSize}"
                    + $"{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}"
            );
            all.AddRange(page["data"]!.AsArray().Select(entry => entry!));
            cursor = page["next_cursor"]?.GetValue<string>();
            if (cursor is null)
            {
                return all;
            }

            await (betweenPages?.Invoke(pages) ?? Task.CompletedTask);
        }
    }

    public void Dispose() => _http.Dispose();

    private static LibraryClient Create(RunningStack stack, string resource, string? handle, string? token)
    {
        var http = new HttpClient(
            new OpenApiCheck(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromSeconds(10) })
        )
        {
            BaseAddress = stack.App.GetEndpoint(resource, "http"),
            Timeout = TimeSpan.FromSeconds(40),
        };
        http.DefaultRequestHeaders.Authorization = token is null
            ? null
            : new AuthenticationHeaderValue("Bearer", token);
        return new LibraryClient(http) { Handle = handle };
    }
}
