using System.Globalization;
using System.Runtime.CompilerServices;

namespace MueJam.Api.Caching;

/// <summary>
/// Names of what is read, written and cached: one scope per thing, so that what wrote it and what read it agree.
/// </summary>
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

/// <summary>Keys of cache entries.</summary>
internal static class CacheKeys
{
    private const string Absent = "%";

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

    // Scopes are sent to other instances in lines.
    private static string Escaped(string value) =>
        value.AsSpan().IndexOfAny('%', ':', '\n') < 0
            ? value
            : value
                .Replace("%", "%25", StringComparison.Ordinal)
                .Replace(":", "%3A", StringComparison.Ordinal)
                .Replace("\n", "%0A", StringComparison.Ordinal);
}
