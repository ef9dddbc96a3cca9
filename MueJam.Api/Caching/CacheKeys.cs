namespace MueJam.Api.Caching;

/// <summary>Names of what is read, written and cached: one scope per thing, so that what wrote it and what read it agree.</summary>
internal static class Scopes
{
    public const string Stories = "stories";
    public const string Search = "search";
    public const string Whispers = "whispers";

    public static string Story(string slug) => $"story:{slug}";

    public static string StoryWhispers(string slug) => $"whispers:{slug}";

    public static string Whisper(long id) => $"whisper:{id}";

    public static string Profile(string handle) => $"profile:{handle}";

    /// <summary>What only its owner sees.</summary>
    public static string Own(string handle) => $"own:{handle}";
}

/// <summary>Keys and tags of cache entries.</summary>
internal static class CacheKeys
{
    /// <summary>In every key of an answer, and in none of the cache's own entries, such as the times of tags.</summary>
    private const string Prefix = "answer:";

    private const int Shards = 256;

    private static readonly string[] Tags = [.. Enumerable.Range(0, Shards).Select(shard => $"tag:{shard:x2}")];

    public static bool IsEntry(string key) => key.Contains(Prefix, StringComparison.Ordinal);

    public static string Entry(string name) => Prefix + name;

    /// <summary>
    /// The tag of a scope: one of 256, whose times all instances have in memory. A tag per scope would cost each read a look-up of its own in Redis;
    /// now and then a write invalidates a neighbour, which is only slower.
    /// </summary>
    public static string Tag(string scope)
    {
        // FNV-1a: alike in every process.
        var hash = 2166136261;
        foreach (var character in scope)
        {
            hash = unchecked((hash ^ character) * 16777619);
        }

        return Tags[(hash ^ (hash >> 16)) & (Shards - 1)];
    }
}
