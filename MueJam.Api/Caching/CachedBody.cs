namespace MueJam.Api.Caching;

/// <summary>An answer as it is sent.</summary>
/// <param name="Json">UTF-8; empty when what was asked for does not exist.</param>
/// <param name="CreatedAt">UTC ticks of the read.</param>
public sealed record CachedBody(byte[] Json, long CreatedAt)
{
    /// <summary>Nothing was found. Never kept: a name that does not exist now may exist in a moment.</summary>
    public static CachedBody Missing { get; } = new([], 0);
}
