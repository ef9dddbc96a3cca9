#pragma warning disable IDE0005 // Compiled into the preview of Grafana too, whose SDK imports some of these.
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
#pragma warning restore IDE0005

namespace MueJam.ServiceDefaults;

/// <summary>
/// For pages without a login, which are reached from this machine alone: a browser there runs pages of other sites too.
/// </summary>
public static class OwnSite
{
    /// <summary>
    /// Refuses what a page of another site makes a browser send: requests by a name that somebody else can lead to this
    /// machine (400), and changes that another origin asks for (403). Who names no origin is no browser, and is
    /// answered.
    /// </summary>
    /// <param name="app">The page.</param>
    /// <param name="publicUrls">Where people find it besides, by a proxy that its operator has set up.</param>
    public static IApplicationBuilder UseOwnSiteOnly(
        this IApplicationBuilder app,
        params IReadOnlyList<Uri> publicUrls
    ) =>
        app.Use(
            (HttpContext context, RequestDelegate next) =>
                !IsOwnName(context.Request.Host.Host, publicUrls)
                    ? RefuseAsync(context, StatusCodes.Status400BadRequest)
                : !IsOwnOrigin(context.Request, publicUrls) ? RefuseAsync(context, StatusCodes.Status403Forbidden)
                : next(context)
        );

    /// <summary>
    /// An address, or a name that nobody can register; containers know this machine by one of .internal.
    /// </summary>
    private static bool IsOwnName(string host, IReadOnlyList<Uri> publicUrls) =>
        IPAddress.TryParse(host, out _)
        || publicUrls.Any(url => host.Equals(url.Host, StringComparison.OrdinalIgnoreCase))
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".internal", StringComparison.OrdinalIgnoreCase);

    /// <summary>Who only reads may come from anywhere: the browser shows the answer to no other site.</summary>
    private static bool IsOwnOrigin(HttpRequest request, IReadOnlyList<Uri> publicUrls)
    {
        if (
            HttpMethods.IsGet(request.Method)
            || HttpMethods.IsHead(request.Method)
            || HttpMethods.IsOptions(request.Method)
        )
        {
            return true;
        }

        var site = request.Headers["Sec-Fetch-Site"];
        var origin = request.Headers.Origin;
        return (site.Count == 0 || site == "same-origin" || site == "none")
            && (
                origin.Count == 0
                || IsOwn($"{request.Scheme}://{request.Host}")
                || publicUrls.Any(url => IsOwn(url.GetLeftPart(UriPartial.Authority)))
            );

        bool IsOwn(string own) => string.Equals(origin, own, StringComparison.OrdinalIgnoreCase);
    }

    private static Task RefuseAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
