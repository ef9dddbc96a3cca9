using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace MueJam.Tests.Support;

/// <summary>
/// A story with one writer at a time, and what may be read of it: what was acknowledged last, or what was begun since;
/// by whom it was acknowledged at once, by the others a little later.
/// </summary>
internal sealed class StoryTruth(string slug)
{
    /// <summary>
    /// Within this time every instance has heard of a write, Redis or not. One second is promised; the machine may be
    /// busy.
    /// </summary>
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly List<State> _states = [];

    public string Slug => slug;

    public string Path { get; } = $"/v1/stories/{slug}";

    /// <summary>Sends a write that leaves the story with a title, or out of sight when null.</summary>
    /// <param name="client">Of an instance, logged in as the author.</param>
    /// <param name="request">The write.</param>
    /// <param name="title">What is to be read then.</param>
    public async Task<HttpStatusCode> WriteAsync(HttpClient client, HttpRequestMessage request, string? title)
    {
        State state;
        lock (_lock)
        {
            state = new State(title);
            _states.Add(state);
        }

        using var answer = await client.SendAsync(request);
        if (answer.IsSuccessStatusCode)
        {
            lock (_lock)
            {
                (state.Client, state.At) = (client, Stopwatch.GetTimestamp());
            }
        }

        return answer.StatusCode;
    }

    /// <summary>Reads it as nobody, and holds the answer against what it may be.</summary>
    /// <param name="client">Of an instance, as its writes were sent.</param>
    /// <param name="anonymous">Of the same instance, logged in as nobody.</param>
    /// <returns>What is wrong, if anything; and the answer.</returns>
    public async Task<(string? Wrong, HttpStatusCode Status, bool IsMarked)> ReadAsync(
        HttpClient client,
        HttpClient anonymous
    )
    {
        var began = Stopwatch.GetTimestamp();
        using var answer = await anonymous.GetAsync(Path);
        var isMarked =
            answer.Headers.TryGetValues("Cache-Status", out var status)
            && status.Single().Contains("stale", StringComparison.Ordinal);
        if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.NotFound))
        {
            var isRefused = answer.StatusCode == HttpStatusCode.ServiceUnavailable;
            return (isRefused ? null : $"{Path}: {answer.StatusCode}", answer.StatusCode, isMarked);
        }

        var title =
            answer.StatusCode == HttpStatusCode.OK
                ? (await answer.Content.ReadFromJsonAsync<JsonNode>())!["title"]!.GetValue<string>()
                : null;
        lock (_lock)
        {
            var last = _states.FindLastIndex(state =>
                state.Client is not null
                && (state.Client == client ? state.At < began : Stopwatch.GetElapsedTime(state.At, began) > Soon)
            );
            var allowed = _states.Skip(Math.Max(0, last)).Select(state => state.Title).ToList();
            // Before the first acknowledgement there is nothing to read.
            var isAllowed = allowed.Contains(title) || (last < 0 && title is null);
            var expected = string.Join(", ", allowed.Select(t => t ?? "nothing"));
            return (
                isAllowed ? null : $"{Path}: {title ?? "nothing"}, not one of {expected}",
                answer.StatusCode,
                isMarked
            );
        }
    }

    private sealed class State(string? title)
    {
        public string? Title => title;

        /// <summary>Through which instance it was acknowledged; null when it was not.</summary>
        public HttpClient? Client { get; set; }

        public long At { get; set; }
    }
}
