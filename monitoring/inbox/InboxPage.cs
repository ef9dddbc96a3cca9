namespace MueJam.Inbox;

/// <summary>Serves the page for people from the assembly.</summary>
internal static class InboxPage
{
    // Scripts only from this server; e-mails may style themselves but neither run nor load anything.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src "
        + "'self' data:; "
        + "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapInboxPage(this IEndpointRouteBuilder routes)
    {
        MapFile(routes, "/", "index.html", "text/html; charset=utf-8");
        MapFile(routes, "/inbox.css", "inbox.css", "text/css; charset=utf-8");
        MapFile(routes, "/inbox.js", "inbox.js", "text/javascript; charset=utf-8");
    }

    private static void MapFile(IEndpointRouteBuilder routes, string path, string name, string contentType) =>
        routes
            .MapGet(
                path,
                (HttpResponse response) =>
                {
                    response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
                    response.Headers.XContentTypeOptions = "nosniff";
                    response.Headers.CacheControl = "no-cache";
                    return Results.Stream(typeof(InboxPage).Assembly.GetManifestResourceStream(name)!, contentType);
                }
            )
            .ExcludeFromDescription();
}
