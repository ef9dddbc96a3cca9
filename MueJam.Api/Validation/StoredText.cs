using System.Buffers;
using System.Text;

namespace MueJam.Api.Validation;

/// <summary>
/// What is text for PostgreSQL: without NUL, and no half of a surrogate pair. It is counted in code points, as
/// PostgreSQL does.
/// </summary>
internal static class StoredText
{
    public const string Rule = "Text without NUL or half of a surrogate pair.";

    public static bool IsStorable(string text)
    {
        var rest = text.AsSpan();
        while (rest.IndexOfAnyInRange('\uD800', '\uDFFF') is var at and >= 0)
        {
            if (Rune.DecodeFromUtf16(rest[at..], out _, out var length) != OperationStatus.Done)
            {
                return false;
            }

            rest = rest[(at + length)..];
        }

        return !text.Contains('\0');
    }

    public static int Length(string text) => text.Length - text.Count(char.IsLowSurrogate);

    /// <summary>A text of the request that is read with; null when it has none.</summary>
    /// <exception cref="InvalidFieldException">It is none that could have been stored.</exception>
    public static string? Of(string? text, string field) =>
        text is null || IsStorable(text) ? text : throw new InvalidFieldException(field, Rule);
}
