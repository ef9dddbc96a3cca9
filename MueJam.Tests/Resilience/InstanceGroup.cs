using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace MueJam.Tests.Resilience;

/// <summary>
/// Instances of the API on the stack's servers, which may be killed and started anew, and the stories of one author
/// that are written and read through them.
/// </summary>
internal sealed class InstanceGroup : IAsyncDisposable
{
    private readonly RunningStack _stack;
    private readonly Instance?[] _instances;
    private readonly string _author = $"author_{Guid.NewGuid():N}"[..20];
    private int _titles;

    private InstanceGroup(RunningStack stack, int count) => (_stack, _instances) = (stack, new Instance?[count]);

    /// <summary>How many run.</summary>
    public int Running => _instances.Count(instance => instance is not null);

    public static async Task<InstanceGroup> StartAsync(RunningStack stack, int count)
    {
        var group = new InstanceGroup(stack, count);
        for (var i = 0; i < count; i++)
        {
            await group.StartAsync(i);
        }

        return group;
    }

    /// <summary>Whether an instance runs.</summary>
    public bool IsRunning(int instance) => _instances[instance] is not null;

    public async Task StartAsync(int instance)
    {
        var api = await ApiProcess.StartAsync(_stack, ("RateLimits__WritesPerMinute", "1000000"));
        api.LogIn(_author);
        _instances[instance] = new Instance(api, new HttpClient { BaseAddress = api.Client.BaseAddress });
    }

    public async Task KillAsync(int instance)
    {
        var killed = _instances[instance]!;
        _instances[instance] = null;
        killed.Anonymous.Dispose();
        await killed.Api.KillAsync();
    }

    /// <summary>A new story, published.</summary>
    public async Task<StoryTruth> PostAsync(int instance)
    {
        var slug = LibraryClient.NewSlug("truth");
        var story = new StoryTruth(slug);
        var title = NewTitle();
        var post = new HttpRequestMessage(HttpMethod.Post, "/v1/stories")
        {
            Content = JsonContent.Create(new { slug, title }),
        };
        await story.WriteAsync(_instances[instance]!.Api.Client, post, title);
        return story;
    }

    /// <summary>Gives a story another title, in sight or out of it.</summary>
    public async Task PatchAsync(int instance, StoryTruth story, bool isHidden)
    {
        var title = NewTitle();
        var change = JsonContent.Create(new { title, status = isHidden ? "draft" : "published" });
        var patch = new HttpRequestMessage(HttpMethod.Patch, story.Path) { Content = change };
        await story.WriteAsync(_instances[instance]!.Api.Client, patch, isHidden ? null : title);
    }

    public Task DeleteAsync(int instance, StoryTruth story) =>
        story.WriteAsync(_instances[instance]!.Api.Client, new(HttpMethod.Delete, story.Path), null);

    public Task<(string? Wrong, HttpStatusCode Status, bool IsMarked)> ReadAsync(int instance, StoryTruth story) =>
        story.ReadAsync(_instances[instance]!.Api.Client, _instances[instance]!.Anonymous);

    /// <summary>
    /// Holds what every instance shows against the database: now, or as soon as each has heard of the last writes.
    /// </summary>
    /// <returns>What is wrong.</returns>
    public async Task<List<string>> SettleAsync(IReadOnlyCollection<StoryTruth> stories)
    {
        var wrong = new List<string>();
        await using var primary = await Database.OpenAsync(_stack, "postgres", "muejam_library");
        foreach (var story in stories)
        {
            const string Sql =
                "SELECT title FROM stories WHERE slug = $1 AND deleted_at IS NULL AND published_at IS NOT NULL";
            var truth = await primary.ScalarAsync<string>(Sql, story.Slug);
            foreach (var instance in _instances.OfType<Instance>())
            {
                var clock = Stopwatch.StartNew();
                string? shown;
                while (
                    (shown = await TitleAsync(instance.Anonymous, story)) != truth && clock.Elapsed < StoryTruth.Soon
                )
                {
                    await Task.Delay(50);
                }

                if (shown != truth)
                {
                    wrong.Add($"{story.Path}: {shown ?? "nothing"}, but {truth ?? "nothing"} in the database");
                }
            }
        }

        return wrong;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances.OfType<Instance>())
        {
            instance.Anonymous.Dispose();
            await instance.Api.DisposeAsync();
        }
    }

    private static async Task<string?> TitleAsync(HttpClient client, StoryTruth story)
    {
        using var answer = await client.GetAsync(story.Path);
        return answer.StatusCode switch
        {
            HttpStatusCode.OK => (await answer.Content.ReadFromJsonAsync<JsonNode>())!["title"]!.GetValue<string>(),
            HttpStatusCode.NotFound => null,
            var other => $"{other}",
        };
    }

    private string NewTitle() => $"Title {Interlocked.Increment(ref _titles)}";

    private sealed record Instance(ApiProcess Api, HttpClient Anonymous);
}
