using MueJam.Api.Caching;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion.Internals.Distributed;

namespace MueJam.Tests.Api;

/// <summary>How long an answer is fresh in Redis; it is kept there for longer, for when the database is gone.</summary>
[Collection(StackCollection.Name)]
public sealed class LifetimesTests(StackFixture stack)
{
    [Theory]
    [InlineData("/v1/stories/{slug}", "story:{slug}", 600)]
    [InlineData("/v1/stories/{slug}/chapters", "chapters:{slug}*", 600)]
    [InlineData("/v1/stories?tag={word}", "stories:*{word}", 180)]
    [InlineData("/v1/discover/trending?page_size={size}", "trending:{size}:*", 180)]
    [InlineData("/v1/discover/new?page_size={size}", "new:{size}:*", 180)]
    [InlineData("/v1/stories/{slug}/whispers", "whispers-of:{slug}:*", 60)]
    [InlineData("/v1/profiles/{handle}", "profile:{handle}", 300)]
    [InlineData("/v1/search/suggestions?q={word}", "suggest:*{word}*", 1200)]
    [InlineData("/v1/search?q={word}", "search:*{word}*", 300)]
    public async Task An_answer_is_fresh_for_its_time(string path, string key, int seconds)
    {
        using var author = LibraryClient.NewUser(stack);
        var values = new Dictionary<string, string>
        {
            ["{slug}"] = await author.PostStoryAsync(),
            ["{word}"] = $"w{Guid.NewGuid():N}"[..12],
            ["{handle}"] = author.Handle!,
            // One that no other test asks for.
            ["{size}"] = $"{90 + (seconds % 7)}",
        };
        string Fill(string text) =>
            values.Aggregate(text, (filled, value) => filled.Replace(value.Key, value.Value, StringComparison.Ordinal));

        using var redis = await ConnectionMultiplexer.ConnectAsync(await stack.ServerConnectionStringAsync("redis"));
        var began = DateTimeOffset.UtcNow;
        await author.GetAsync(Fill(path));
        // It is written after the answer is sent.
        var name = await Eventually.GetAsync(
            _ => Task.FromResult(redis.GetServers().Single().Keys(pattern: $"*{Fill(key)}").SingleOrDefault()),
            found => !string.IsNullOrEmpty(found)
        );
        var entry = new CacheSerializer().Deserialize<FusionCacheDistributedEntry<CachedBody>>(
            (await redis.GetDatabase().StringGetAsync(name))!
        )!;
        var expires = new DateTimeOffset(entry.LogicalExpirationTimestamp, TimeSpan.Zero);
        Assert.InRange(expires, began.AddSeconds(seconds), DateTimeOffset.UtcNow.AddSeconds(seconds));
        Assert.True(await redis.GetDatabase().KeyTimeToLiveAsync(name) > TimeSpan.FromHours(5));
    }

    [Fact]
    public void In_memory_nothing_is_fresh_for_more_than_a_minute() =>
        Assert.All(
            [
                Lifetimes.Story,
                Lifetimes.Discover,
                Lifetimes.Whispers,
                Lifetimes.Profile,
                Lifetimes.Suggestions,
                Lifetimes.Search,
            ],
            lifetime => Assert.Equal(TimeSpan.FromSeconds(60), lifetime.Duration)
        );
}
