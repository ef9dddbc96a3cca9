using Microsoft.AspNetCore.Http.Metadata;

namespace MueJam.Api.Validation;

/// <summary>
/// The header <c>Idempotency-Key</c>: whoever sends a POST again with its key, because an answer did not come, is
/// answered what was posted.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class IdempotencyKeyAttribute : Attribute, IFromHeaderMetadata
{
    /// <summary>The most characters of a key.</summary>
    public const int MaxLength = 255;

    /// <inheritdoc />
    public string Name => "Idempotency-Key";
}
