using Microsoft.Extensions.FileProviders;

namespace MueJam.GrafanaPreview;

/// <summary>Serves the built page: its files, and the page itself at each of its addresses.</summary>
internal static class PreviewPage
{
    // Scripts and data only from this server; Grafana's components style themselves.
    private const string ContentSecurityPolicy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapPreviewPage(this WebApplication app, PreviewSettings settings)
    {
        app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(settings.Page) });
        foreach (var path in (string[])["/", "/dashboards", "/d/{uid}", "/d/{uid}/{slug}"])
        {
            app.MapGet(
                path,
                async (HttpRequest request, HttpResponse response) =>
                {
                    response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
                    response.Headers.XContentTypeOptions = "nosniff";
                    response.Headers.CacheControl = "no-cache";
                    // The page has its colours before its script runs.
                    var wanted = request.Query["theme"].FirstOrDefault() ?? request.Cookies["theme"];
                    var theme = $"data-theme=\"{(wanted == "light" ? "light" : "dark")}\"";
                    var page = await File.ReadAllTextAsync(Path.Combine(settings.Page, "index.html"));
                    page = page.Replace("data-theme=\"dark\"", theme, StringComparison.Ordinal);
                    return Results.Text(page, "text/html; charset=utf-8");
                }
            );
        }
    }
}
