namespace MueJam.Gate.Pages;

/// <summary>
/// Pages that a server lacks where its distribution has left them out: links of messages must not lead nowhere.
/// </summary>
/// <param name="forwarding">Asks the servers.</param>
/// <param name="settings">The servers.</param>
internal sealed class MissingPages(Forwarding forwarding, GateSettings settings)
{
    /// <summary>Prometheus has its older pages everywhere, below this.</summary>
    private const string Classic = "classic";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The pages that Prometheus' own links lead to.</summary>
    private static readonly PathString[] OfPrometheus =
    [
        "/graph",
        "/alerts",
        "/rules",
        "/targets",
        "/status",
        "/config",
        "/flags",
        "/service-discovery",
    ];

    /// <summary>Answers in the place of a server that has no page there, and else goes on.</summary>
    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var isPage =
            HttpMethods.IsGet(request.Method)
            && request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/html");
        switch (isPage ? settings.ServerOf(context).Name : "")
        {
            // The real one is drawn by a script.
            case "alertmanager"
                when request.Path == "/"
                    && await HasNoPageAsync(context, text => !text.Contains("<script", StringComparison.Ordinal)):
                await context.WriteAssetAsync("alertmanager.html", "text/html; charset=utf-8");
                return;
            case "prometheus"
                when OfPrometheus.Any(page => IsPage(request.Path, page)) && await HasNoPageAsync(context, _ => false):
                // Relative: a public address may have a path before it.
                var up = request.Path.Value!.EndsWith('/') ? "../" : "";
                context.Response.Redirect($"{up}{Classic}{request.Path.Value.TrimEnd('/')}{request.QueryString}");
                return;
            default:
                await next(context);
                return;
        }
    }

    private static bool IsPage(PathString path, PathString page) => path == page || path == page.Add("/");

    private async Task<bool> HasNoPageAsync(HttpContext context, Func<string, bool> isNone)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(Patience);
        try
        {
            using var answer = await forwarding.AskAsync(context, limit.Token);
            return answer.StatusCode == System.Net.HttpStatusCode.NotFound
                || (answer.IsSuccessStatusCode && isNone(await answer.Content.ReadAsStringAsync(limit.Token)));
        }
        catch (Exception e)
            when (e is HttpRequestException or OperationCanceledException
                && !context.RequestAborted.IsCancellationRequested
            )
        {
            // The forwarding says so.
            return false;
        }
    }
}
