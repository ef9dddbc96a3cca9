using System.Text.RegularExpressions;

namespace MueJam.GrafanaPreview;

/// <summary>Hands the page's queries on to Prometheus, and nothing but queries.</summary>
/// <remarks>Where they go is written here: of a request's path nothing is handed on but a label's name.</remarks>
internal static partial class PrometheusProxy
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public static void MapPrometheusProxy(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/datasources/proxy/uid/{uid}/api/v1");
        foreach (var path in (string[])["/query", "/query_range", "/series", "/labels"])
        {
            api.MapMethods(path, ["GET", "POST"], context => ForwardAsync(context, path));
        }

        api.MapGet(
            "/label/{name}/values",
            context =>
                context.GetRouteValue("name") is string name && LabelName().IsMatch(name)
                    ? ForwardAsync(context, $"/label/{name}/values")
                    : FailAsync(context, StatusCodes.Status404NotFound, "There is no such label.")
        );
    }

    private static async Task ForwardAsync(HttpContext context, string path)
    {
        var uid = (string)context.GetRouteValue("uid")!;
        var sources = context.RequestServices.GetRequiredService<Provisioning>().DataSources;
        if (sources.FirstOrDefault(s => s.Uid == uid && s.Type == "prometheus") is not { } source)
        {
            await FailAsync(context, StatusCodes.Status404NotFound, $"There is no data source {uid}.");
            return;
        }

        var target = $"{source.Url.TrimEnd('/')}/api/v1{path}{context.Request.QueryString}";
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), target)
        {
            Headers = { Authorization = source.Login },
        };
        if (HttpMethods.IsPost(context.Request.Method))
        {
            request.Content = new StreamContent(context.Request.Body)
            {
                Headers = { { "Content-Type", context.Request.ContentType ?? "application/x-www-form-urlencoded" } },
            };
        }

        try
        {
            using var client = context.RequestServices.GetRequiredService<IHttpClientFactory>().CreateClient();
            client.Timeout = Timeout;
            using var answer = await client.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                context.RequestAborted
            );
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (Exception e)
            when (e is HttpRequestException or TaskCanceledException && !context.RequestAborted.IsCancellationRequested)
        {
            await FailAsync(
                context,
                StatusCodes.Status502BadGateway,
                $"{source.Name} at {source.Url} does not answer: {e.Message}"
            );
        }
    }

    private static Task FailAsync(HttpContext context, int status, string error)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new
            {
                status = "error",
                errorType = "unavailable",
                error,
            }
        );
    }

    [GeneratedRegex("^[a-zA-Z_][a-zA-Z0-9_]*\\z")]
    private static partial Regex LabelName();
}
