using System.Buffers.Binary;
using System.Buffers.Text;

namespace MueJam.Api.Stories;

/// <summary>An opaque place in a list.</summary>
internal static class Cursor
{
    public static string Encode(long id)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, id);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The place, or false for a text that is no cursor of ours.</summary>
    public static bool TryDecode(string? text, out long id)
    {
        id = long.MaxValue;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        Span<byte> bytes = stackalloc byte[sizeof(long)];
        if (text.Length > 16 || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var written) || written != sizeof(long))
        {
            return false;
        }

        id = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return id > 0;
    }
}
