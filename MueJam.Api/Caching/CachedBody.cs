namespace MueJam.Api.Caching;

/// <summary>An answer as it is sent.</summary>
/// <param name="Json">UTF-8; empty when what was asked for does not exist.</param>
/// <param name="CreatedAt">UTC ticks of the read.</param>
/// <param name="Tags">What it is made of.</param>
/// <param name="AsOf">The last transaction that wrote any of its tags and is in it.</param>
public sealed record CachedBody(ReadOnlyMemory<byte> Json, long CreatedAt, short[] Tags, long AsOf)
{
    private Task<IResult>? _fresh;

    /// <summary>The answer while it is fresh, made once.</summary>
    internal Task<IResult> Fresh => _fresh ??= Task.FromResult<IResult>(new CachedAnswer(this, isStale: false));

    /// <summary>Tells its bytes from others.</summary>
    internal string ETag => field ??= EntityTag.Of(Json.Span);

    /// <summary>Its time is over, and it stands in because the database did not answer in time.</summary>
    internal bool IsFallback { get; set; }

    /// <summary>Nothing was found. Never kept: a name that does not exist now may exist in a moment.</summary>
    public static CachedBody Missing { get; } = new(ReadOnlyMemory<byte>.Empty, 0, [], 0);
}
