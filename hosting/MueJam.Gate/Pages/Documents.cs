using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace MueJam.Gate.Pages;

/// <summary>
/// The documents, the runbooks above all, where the stack runs: an alert's link works without the internet.
/// </summary>
internal static class Documents
{
    private const string Path = "/docs",
        Index = "README.md",
        First = $"runbooks/{Index}";

    /// <summary>Where the files lie that are no documents.</summary>
    private const string Repository = "https://github.com/muejam/library/blob/main/";

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseAutoIdentifiers()
        .DisableHtml()
        .Build();

    /// <summary>Serves Markdown as pages, and pictures as they are.</summary>
    /// <param name="app">The gate.</param>
    /// <param name="folder">The documents.</param>
    public static void UseDocuments(this IApplicationBuilder app, string folder)
    {
        // It leads out of the folder by no path.
        var files = new PhysicalFileProvider(folder);
        app.Map(
            Path,
            documents =>
            {
                documents.UseStaticFiles(
                    new StaticFileOptions
                    {
                        FileProvider = files,
                        ContentTypeProvider = new FileExtensionContentTypeProvider(
                            new Dictionary<string, string> { [".png"] = "image/png" }
                        ),
                    }
                );
                documents.Run(context => ShowAsync(context, files));
            }
        );
    }

    private static async Task ShowAsync(HttpContext context, PhysicalFileProvider files)
    {
        var path = context.Request.Path.Value!.TrimStart('/');
        if (path.Length == 0)
        {
            // Relative: a public address may have a path before it.
            context.Response.Redirect(context.Request.Path.HasValue ? First : $"docs/{First}");
            return;
        }

        if (files.GetFileInfo($"{path.TrimEnd('/')}/{Index}").Exists)
        {
            context.Response.Redirect(path.EndsWith('/') ? Index : $"{path.Split('/')[^1]}/{Index}");
            return;
        }

        var file = files.GetFileInfo(path);
        if (!file.Exists || !path.EndsWith(".md", StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            context.SetPageHeaders("text/plain; charset=utf-8");
            await context.Response.WriteAsync($"There is no such document. The runbooks: {Path}/{First}\n");
            return;
        }

        using var reader = new StreamReader(file.CreateReadStream());
        var page = Page(path, await reader.ReadToEndAsync(context.RequestAborted));
        context.SetPageHeaders("text/html; charset=utf-8");
        await context.Response.WriteAsync(page);
    }

    private static string Page(string path, string text)
    {
        var document = Markdown.Parse(text, Pipeline);
        foreach (var link in document.Descendants<LinkInline>().Where(link => LeavesDocuments(path, link.Url)))
        {
            link.Url = new Uri(new Uri($"{Repository}docs/{path}"), link.Url).ToString();
            link.GetAttributes().AddProperty("rel", "noopener noreferrer");
        }

        var top = string.Concat(Enumerable.Repeat("../", path.Count(letter => letter == '/') + 1));
        var title = document.Descendants<HeadingBlock>().FirstOrDefault()?.Inline?.FirstChild?.ToString() ?? path;
        return $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{System.Net.WebUtility.HtmlEncode(title)} · MueJam Library</title>
            <link rel="icon" href="data:,">
            <link rel="stylesheet" href="{top}-/gate/pages.css">
            </head>
            <body>
            <header><nav>
            <a href="{top}docs/{First}">Runbooks</a>
            <a href="{top}docs/operations.md">Operations</a>
            <a href="{top}">Alerts</a>
            </nav></header>
            <main>
            {document.ToHtml(Pipeline)}
            </main>
            </body>
            </html>

            """;
    }

    /// <summary>Whether a relative link leads to a file that is no document.</summary>
    private static bool LeavesDocuments(string path, string? url)
    {
        var root = new Uri("http://gate/docs/");
        return url is not null
            && Uri.TryCreate(url, UriKind.Relative, out _)
            && Uri.TryCreate(new Uri(root, path), url, out var target)
            && !root.IsBaseOf(target);
    }
}
