using Yarp.ReverseProxy.Transforms;

namespace MueJam.Balancer;

/// <summary>
/// A long body is sent when the API wants it (<c>Expect: 100-continue</c>): what it refuses unread it answers and hangs
/// up, which whoever is still sending takes for a failure.
/// </summary>
internal static class AskFirst
{
    private const long Long = 64 * 1024;

    /// <summary>Asks before a body that is long, or of whose length nobody knows.</summary>
    /// <param name="transform">The request.</param>
    public static ValueTask ApplyAsync(RequestTransformContext transform)
    {
        var length = transform.HttpContext.Request.ContentLength;
        transform.ProxyRequest.Headers.ExpectContinue =
            transform.ProxyRequest.Content is not null && length is null or > Long ? true : null;
        return ValueTask.CompletedTask;
    }
}
