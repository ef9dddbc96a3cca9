using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MueJam.ServiceDefaults;

/// <summary>Where GET is allowed HEAD is: the server sends no body of its answer.</summary>
public static class HeadRequests
{
    private static readonly HttpMethodMetadata GetAndHead = new([HttpMethods.Get, HttpMethods.Head]);

    /// <summary>Allows HEAD wherever endpoints allow GET.</summary>
    /// <param name="endpoints">The endpoints.</param>
    public static TBuilder AllowHead<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Add(endpoint =>
        {
            if (
                endpoint.Metadata.OfType<IHttpMethodMetadata>().LastOrDefault() is { HttpMethods: [var method] }
                && HttpMethods.IsGet(method)
            )
            {
                endpoint.Metadata.Add(GetAndHead);
            }
        });
        return endpoints;
    }
}
