using Microsoft.AspNetCore.Authorization;

namespace MueJam.Api.Http;

/// <summary>What one user alone may see is kept by nobody on the way.</summary>
public static class PrivateAnswers
{
    private const string Private = "private, no-store";

    /// <summary>Says so of every endpoint of a group that needs a user.</summary>
    /// <param name="group">The group.</param>
    public static void KeepPrivate(this IEndpointConventionBuilder group) =>
        group.Finally(endpoint =>
        {
            if (endpoint.Metadata.OfType<IAuthorizeData>().Any())
            {
                var next = endpoint.RequestDelegate!;
                endpoint.RequestDelegate = context =>
                {
                    KeepPrivate(context.Response);
                    return next(context);
                };
            }
        });

    /// <summary>Says so of one answer.</summary>
    /// <param name="response">The answer.</param>
    public static void KeepPrivate(HttpResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        response.Headers.CacheControl = Private;
    }
}
