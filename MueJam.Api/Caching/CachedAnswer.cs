namespace MueJam.Api.Caching;

/// <summary>JSON bytes as they are, with a header when they may be out of date.</summary>
/// <param name="json">UTF-8.</param>
/// <param name="isStale">The database is gone, or the time is over.</param>
internal sealed class CachedAnswer(ReadOnlyMemory<byte> json, bool isStale) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        if (isStale)
        {
            StaleHeader.Set(response);
        }

        response.Headers.ContentType = "application/json; charset=utf-8";
        response.ContentLength = json.Length;
        return response.Body.WriteAsync(json, httpContext.RequestAborted).AsTask();
    }
}

/// <summary><c>Cache-Status</c> (RFC 9211): the answer may be out of date.</summary>
internal static class StaleHeader
{
    public const string Value = "MueJam; hit; detail=stale";

    public static void Set(HttpResponse response) => response.Headers["Cache-Status"] = Value;
}
