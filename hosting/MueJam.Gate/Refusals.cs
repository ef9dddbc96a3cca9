using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace MueJam.Gate;

/// <summary>What nobody is let through with.</summary>
internal static class Refusals
{
    private const string Json = "application/json";

    /// <summary>
    /// Deletes, copies and ends a Prometheus: for the commands of the resource, which do not come this way.
    /// </summary>
    private static readonly PathString[] Closed = ["/api/v1/admin", "/-/quit"];

    /// <summary>Prometheus takes long questions as forms, and they change nothing.</summary>
    private static readonly PathString[] Questions =
    [
        "/api/v1/query",
        "/api/v1/query_range",
        "/api/v1/query_exemplars",
        "/api/v1/series",
        "/api/v1/labels",
        "/api/v1/format_query",
        "/api/v1/parse_query",
    ];

    /// <summary>Answers with the reason, in a line, and goes no further.</summary>
    /// <param name="app">The gate.</param>
    public static void UseRefusals(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                if (Of(context) is not var (status, reason))
                {
                    return next(context);
                }

                context.Response.StatusCode = status;
                return context.Response.WriteAsync($"{reason}\n");
            }
        );

    private static (int Status, string Reason)? Of(HttpContext context)
    {
        var path = context.Request.Path;
        return !IsPlain(path.Value!)
                ? (StatusCodes.Status400BadRequest, "A path with an encoded or a double slash is not forwarded.")
            : Closed.Any(closed => path.StartsWithSegments(closed))
                ? (
                    StatusCodes.Status403Forbidden,
                    "This is for the stack's own commands alone: dotnet aspire resource prometheus --help"
                )
            : IsForm(context) && !Questions.Contains(path)
                ? (
                    StatusCodes.Status415UnsupportedMediaType,
                    $"Changes are asked for with {Json} or without a body: a page of another site can send a form."
                )
            : null;
    }

    /// <summary>The server behind sees the same path: what is still encoded, it would decode once more.</summary>
    private static bool IsPlain(string path) =>
        path.AsSpan().IndexOfAny('%', '\\') < 0 && !path.Contains("//", StringComparison.Ordinal);

    private static bool IsForm(HttpContext context)
    {
        var request = context.Request;
        if (
            HttpMethods.IsGet(request.Method)
            || HttpMethods.IsHead(request.Method)
            || HttpMethods.IsOptions(request.Method)
        )
        {
            return false;
        }

        var hasBody = context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };
        return (hasBody || request.ContentType is not null)
            && !(
                MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
                && type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
            );
    }
}
