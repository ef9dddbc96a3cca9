using System.Net.Http.Headers;
using System.Net.Http.Json;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Faults;

/// <summary>A reader of the library with some shelves, who may send many requests at once.</summary>
internal sealed class Reader : IDisposable
{
    private readonly HttpClient _http;
    private readonly List<long> _shelves = [];
    private readonly SemaphoreSlim _author = new(1, 1);
    private readonly string _story = $"changed-{Guid.NewGuid():N}";

    private Reader(HttpClient http) => _http = http;

    /// <summary>
    /// A new reader; what he will ask for has been asked for before, so that the first request is not slower than the
    /// others.
    /// </summary>
    public static async Task<Reader> CreateAsync(FaultStack stack, int shelves, CancellationToken cancellationToken)
    {
        var reader = new Reader(
            new HttpClient { BaseAddress = stack.App.GetEndpoint("api", "http"), Timeout = TimeSpan.FromMinutes(1) }
        );
        reader._http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            Tokens.For($"reader_{Guid.NewGuid():N}"[..20])
        );
        for (var i = 0; i < shelves; i++)
        {
            using var answer = await reader._http.PostAsJsonAsync(
                "/v1/shelves",
                new { name = $"Shelf {i}" },
                cancellationToken
            );
            answer.EnsureSuccessStatusCode();
            reader._shelves.Add(
                (await answer.Content.ReadFromJsonAsync<System.Text.Json.Nodes.JsonNode>(cancellationToken))![
                    "id"
                ]!.GetValue<long>()
            );
        }

        for (var i = 0; i < 20; i++)
        {
            foreach (
                var request in (Func<Task<HttpResponseMessage>>[])
                    [
                        () => reader.RenameAsync(i % shelves),
                        reader.ShelvesAsync,
                        reader.ProgressAsync,
                        reader.FamiliarAsync,
                    ]
            )
            {
                using var answer = await request();
                answer.EnsureSuccessStatusCode();
            }
        }

        await ForgetAsync(stack, cancellationToken);
        return reader;
    }

    /// <summary>Writes: one statement to the primary.</summary>
    public Task<HttpResponseMessage> RenameAsync(int shelf) =>
        _http.PatchAsJsonAsync($"/v1/shelves/{_shelves[shelf % _shelves.Count]}", new { name = $"{Guid.NewGuid()}" });

    /// <summary>Reads what is never cached: one statement to the replica.</summary>
    public Task<HttpResponseMessage> ShelvesAsync() => _http.GetAsync("/v1/shelves");

    /// <summary>Reads what is never cached, from another table.</summary>
    public Task<HttpResponseMessage> ProgressAsync() => _http.GetAsync("/v1/me/progress");

    /// <summary>Posts the story that <see cref="ChangedAsync"/> changes.</summary>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        using var posted = await _http.PostAsJsonAsync(
            "/v1/stories",
            new { slug = _story, title = "Changed again and again" },
            cancellationToken
        );
        posted.EnsureSuccessStatusCode();
    }

    /// <summary>
    /// Reads what has just been changed: it is not in the cache, and takes the place there that it had before. One at a
    /// time, as one author would.
    /// </summary>
    public async Task<HttpResponseMessage> ChangedAsync()
    {
        await _author.WaitAsync();
        try
        {
            using var changed = await _http.PatchAsJsonAsync(
                $"/v1/stories/{_story}",
                new { title = $"{Guid.NewGuid()}" }
            );
            changed.EnsureSuccessStatusCode();
            return await _http.GetAsync($"/v1/stories/{_story}");
        }
        finally
        {
            _author.Release();
        }
    }

    /// <summary>Reads what everybody reads and no story changes.</summary>
    public Task<HttpResponseMessage> WhispersAsync() => _http.GetAsync("/v1/whispers");

    /// <summary>Reads what everybody reads.</summary>
    public Task<HttpResponseMessage> FamiliarAsync() => _http.GetAsync("/v1/stories?tag=familiar");

    /// <summary>Reads what nobody has read before.</summary>
    public Task<HttpResponseMessage> UnknownAsync() => _http.GetAsync($"/v1/stories?tag={Guid.NewGuid():N}");

    /// <summary>
    /// Makes Prometheus forget the requests so far: a month's error budget burns over hours, which cannot be waited
    /// for.
    /// </summary>
    public static Task ForgetAsync(FaultStack stack, CancellationToken cancellationToken) =>
        stack.Prometheus.ForgetAsync(
            ["{__name__=~\"http_server_request_(duration_seconds|errors).*\"}", "{__name__=~\"api:requests.*\"}"],
            cancellationToken
        );

    public void Dispose()
    {
        _http.Dispose();
        _author.Dispose();
    }
}
