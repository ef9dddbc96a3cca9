namespace MueJam.GrafanaPreview;

/// <summary>Hands the page's queries on to Prometheus, and nothing but queries.</summary>
internal static class PrometheusProxy
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public static void MapPrometheusProxy(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/datasources/proxy/uid/{uid}/api/v1");
        foreach (var path in (string[])["/query", "/query_range", "/series", "/labels"])
        {
            api.MapMethods(path, ["GET", "POST"], ForwardAsync);
        }

        api.MapGet("/label/{name}/values", ForwardAsync);
    }

    private static async Task ForwardAsync(string uid, HttpContext context, Provisioning provisioning, IHttpClientFactory clients)
    {
        if (provisioning.DataSources.FirstOrDefault(s => s.Uid == uid && s.Type == "prometheus") is not { } source)
        {
            await FailAsync(context, StatusCodes.Status404NotFound, $"There is no data source {uid}.");
            return;
        }

        var path = context.Request.Path.Value!;
        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method), source.Url.TrimEnd('/') + path[path.IndexOf("/api/v1/", StringComparison.Ordinal)..] + context.Request.QueryString);
        if (HttpMethods.IsPost(context.Request.Method))
        {
            request.Content = new StreamContent(context.Request.Body) { Headers = { { "Content-Type", context.Request.ContentType ?? "application/x-www-form-urlencoded" } } };
        }

        try
        {
            using var client = clients.CreateClient();
            client.Timeout = Timeout;
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !context.RequestAborted.IsCancellationRequested)
        {
            await FailAsync(context, StatusCodes.Status502BadGateway, $"{source.Name} at {source.Url} does not answer: {e.Message}");
        }
    }

    private static Task FailAsync(HttpContext context, int status, string error)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { status = "error", errorType = "unavailable", error });
    }
}
