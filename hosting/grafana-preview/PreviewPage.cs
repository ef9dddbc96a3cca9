using Microsoft.Extensions.FileProviders;

namespace MueJam.GrafanaPreview;

/// <summary>Serves the built page: its files, and the page itself at each of its addresses.</summary>
internal static class PreviewPage
{
    // Scripts and data only from this server; Grafana's components style themselves.
    private const string ContentSecurityPolicy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapPreviewPage(this WebApplication app, PreviewSettings settings)
    {
        app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(settings.Page) });
        foreach (var path in (string[])["/", "/dashboards", "/d/{uid}", "/d/{uid}/{slug}"])
        {
            app.MapGet(path, (HttpResponse response) =>
            {
                response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
                response.Headers.XContentTypeOptions = "nosniff";
                response.Headers.CacheControl = "no-cache";
                return Results.File(Path.Combine(settings.Page, "index.html"), "text/html; charset=utf-8");
            });
        }
    }
}
