using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.RateLimiting;

namespace MueJam.Api.OpenApi;

/// <summary>
/// What is true of an operation by what its endpoint says: who may ask, and by which limit it is counted.
/// </summary>
internal static class OperationDescriptions
{
    /// <summary>Describes an operation by its endpoint's metadata and path.</summary>
    public static string Of(IList<object> metadata, string path)
    {
        var isRead =
            path.StartsWith("v1/", StringComparison.Ordinal)
            && metadata.OfType<HttpMethodMetadata>().Any(methods => methods.HttpMethods.Contains(HttpMethods.Get));
        var access =
            metadata.OfType<IAuthorizeData>().Any() ? "Needs a token, and is about the user whose token it is."
            : isRead ? "Needs no token. The answer has an ETag: with If-None-Match it is sent only when it has changed."
            : "Needs no token.";
        return metadata.OfType<EnableRateLimitingAttribute>().LastOrDefault()?.PolicyName is { } policy
            ? $"{access} Counts against the limit of {policy} per minute."
            : access;
    }
}
