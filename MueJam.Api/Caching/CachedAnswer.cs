namespace MueJam.Api.Caching;

/// <summary>
/// A public answer as it is kept, or 304 for a client that has it; with a header when it may be out of date.
/// </summary>
/// <param name="body">The answer.</param>
/// <param name="isStale">The database is gone, or the time is over.</param>
internal sealed class CachedAnswer(CachedBody body, bool isStale) : IResult
{
    /// <summary>
    /// Everybody may keep it and asks each time whether it still holds: what is deleted is not served on.
    /// </summary>
    private const string Public = "public, no-cache";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        if (isStale)
        {
            StaleHeader.Set(response);
        }

        response.Headers.ETag = body.ETag;
        response.Headers.CacheControl = Public;
        if (EntityTag.IsKnown(body.ETag, httpContext.Request.Headers.IfNoneMatch))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.Headers.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Json.Length;
        return response.Body.WriteAsync(body.Json, httpContext.RequestAborted).AsTask();
    }
}

/// <summary><c>Cache-Status</c> (RFC 9211): the answer may be out of date.</summary>
internal static class StaleHeader
{
    public const string Value = "MueJam; hit; detail=stale";

    public static void Set(HttpResponse response) => response.Headers["Cache-Status"] = Value;
}
