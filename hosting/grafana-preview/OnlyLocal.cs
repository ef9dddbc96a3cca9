namespace MueJam.GrafanaPreview;

/// <summary>A name that resolves to this machine must not open the page to its owner.</summary>
internal static class OnlyLocal
{
    public static Task NamesAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Host.Host is "127.0.0.1" or "localhost")
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    }
}
