namespace MueJam.Gate.Pages;

/// <summary>
/// Files of the pages, out of the assembly: they do not depend on the folder that the program is started in.
/// </summary>
internal static class Assets
{
    /// <summary>Scripts and styles from this server alone, and nothing else but what this server answers.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Serves the files under a path that no server behind the gate has.</summary>
    /// <param name="app">The gate.</param>
    /// <param name="path">The path.</param>
    public static void UseAssets(this IApplicationBuilder app, PathString path)
    {
        Serve("pages.css", "text/css");
        Serve("matchers.js", "text/javascript");
        Serve("alertmanager.js", "text/javascript");

        void Serve(string name, string type) =>
            app.Map(
                $"{path}/{name}",
                file => file.Run(context => context.WriteAssetAsync(name, $"{type}; charset=utf-8"))
            );
    }

    /// <summary>Answers with a file.</summary>
    public static Task WriteAssetAsync(this HttpContext context, string name, string contentType)
    {
        context.SetPageHeaders(contentType);
        return Results
            .Stream(typeof(Assets).Assembly.GetManifestResourceStream(name)!, contentType)
            .ExecuteAsync(context);
    }

    /// <summary>Sets what the answer of a page of the gate says of itself.</summary>
    public static void SetPageHeaders(this HttpContext context, string contentType)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-cache";
        context.Response.ContentType = contentType;
    }
}
