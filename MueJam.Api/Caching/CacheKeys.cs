using System.Globalization;
using System.Runtime.CompilerServices;
using ZiggyCreatures.Caching.Fusion;

namespace MueJam.Api.Caching;

/// <summary>Names of what is read, written and cached: one scope per thing, so that what wrote it and what read it agree.</summary>
internal static class Scopes
{
    public const string Stories = "stories";
    public const string Search = "search";
    public const string Whispers = "whispers";

    /// <summary>Stories that were taken from view: what tells of them, wherever it is, goes with them.</summary>
    public const string Withdrawn = "withdrawn";

    public static string Story(string slug) => CacheKeys.Of("story", slug);

    public static string StoryWhispers(string slug) => CacheKeys.Of("whispers", slug);

    public static string Whisper(long id) => CacheKeys.Of("whisper", CacheKeys.Number(id));

    public static string Profile(string handle) => CacheKeys.Of("profile", handle);

    /// <summary>What only its owner sees.</summary>
    public static string Own(string handle) => CacheKeys.Of("own", handle);
}

/// <summary>Keys and tags of cache entries.</summary>
internal static class CacheKeys
{
    /// <summary>Begins the cache's own entries, such as the times of tags.</summary>
    private const string Own = "__fc:";

    private const int Shards = 256;
    private const string TagPrefix = "tag:";
    private const string Wire = FusionCacheOptions.DistributedCacheWireFormatVersion + ":";
    private const string Absent = "%";

    private static readonly string[] Tags = [.. Enumerable.Range(0, Shards).Select(shard => $"{TagPrefix}{shard:x2}")];

    /// <summary>Whether a key, in memory or in Redis, is an answer's.</summary>
    public static bool IsEntry(string key)
        => !key.AsSpan(key.StartsWith(Wire, StringComparison.Ordinal) ? Wire.Length : 0)
            .StartsWith(Own, StringComparison.Ordinal);

    /// <summary>
    /// A kind and its values, so that no others are written alike: what separates values is escaped within them, and a
    /// value that is absent is no empty one.
    /// </summary>
    public static string Of(string kind, params ReadOnlySpan<string?> values)
    {
        var key = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[256]);
        key.AppendLiteral(kind);
        foreach (var value in values)
        {
            key.AppendLiteral(":");
            key.AppendLiteral(value is null ? Absent : Escaped(value));
        }

        return key.ToStringAndClear();
    }

    /// <summary>A number as a value.</summary>
    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

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

    // Scopes are sent to other instances in lines.
    private static string Escaped(string value) => value.AsSpan().IndexOfAny('%', ':', '\n') < 0
        ? value
        : value.Replace("%", "%25", StringComparison.Ordinal).Replace(":", "%3A", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);
}
