using System.Globalization;

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
    /// <summary>Begins the cache's own entries, such as the times of tags.</summary>
    private const string Own = "__fc:";

    private const int Shards = 256;
    private const string TagPrefix = "tag:";

    private static readonly string[] Tags = [.. Enumerable.Range(0, Shards).Select(shard => $"{TagPrefix}{shard:x2}")];

    /// <summary>Whether a key is an answer's.</summary>
    public static bool IsEntry(string key) => !key.Contains(Own, StringComparison.Ordinal);

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

    /// <summary>A tag in a byte.</summary>
    public static byte ToByte(string tag) => byte.Parse(tag.AsSpan(TagPrefix.Length), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>The tag that <see cref="ToByte"/> made a byte of.</summary>
    public static string FromByte(byte tag) => Tags[tag];
}
