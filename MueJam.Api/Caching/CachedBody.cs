namespace MueJam.Api.Caching;

/// <summary>An answer as it is sent.</summary>
/// <param name="Json">UTF-8; empty when what was asked for does not exist.</param>
/// <param name="CreatedAt">UTC ticks of the read.</param>
public sealed record CachedBody(ReadOnlyMemory<byte> Json, long CreatedAt)
{
    private Task<IResult>? _fresh;

    /// <summary>The answer while it is fresh, made once.</summary>
    internal Task<IResult> Fresh => _fresh ??= Task.FromResult<IResult>(new CachedAnswer(Json, isStale: false));

    /// <summary>Nothing was found. Never kept: a name that does not exist now may exist in a moment.</summary>
    public static CachedBody Missing { get; } = new(ReadOnlyMemory<byte>.Empty, 0);
}
