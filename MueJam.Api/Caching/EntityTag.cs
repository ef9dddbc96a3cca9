using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace MueJam.Api.Caching;

/// <summary>
/// The <c>ETag</c> of an answer (RFC 9110, section 8.8.3): the same bytes have the same one on every instance. Weak,
/// since a compressed answer has it too.
/// </summary>
internal static class EntityTag
{
    private const int Bytes = 12;

    /// <summary>The tag of some bytes.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return $"W/\"{Base64Url.EncodeToString(hash[..Bytes])}\"";
    }

    /// <summary>Whether the client has the answer already, as its <c>If-None-Match</c> says.</summary>
    public static bool IsKnown(string tag, StringValues ifNoneMatch) =>
        ifNoneMatch.Count > 0 && (ifNoneMatch == tag || IsAmong(tag, ifNoneMatch));

    private static bool IsAmong(string tag, StringValues ifNoneMatch) =>
        EntityTagHeaderValue.TryParseList([.. ifNoneMatch.OfType<string>()], out var known)
        && known.Any(one =>
            one == EntityTagHeaderValue.Any || one.Compare(EntityTagHeaderValue.Parse(tag), useStrongComparison: false)
        );
}
