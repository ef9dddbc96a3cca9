using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace MueJam.Balancer;

/// <summary>
/// What an instance never got, or what changes nothing, goes to another one: an instance that has died costs only the
/// writes that it had begun.
/// </summary>
internal static class AnotherInstance
{
    /// <summary>Sends a request on until an instance has taken it, or all have refused.</summary>
    /// <param name="context">The request.</param>
    /// <param name="next">Chooses one of those that are left, and sends it there.</param>
    public static async Task TryAsync(HttpContext context, RequestDelegate next)
    {
        var proxy = context.GetReverseProxyFeature();
        var tried = new HashSet<DestinationState>();
        while (true)
        {
            await next(context);
            if (context.GetForwarderErrorFeature() is not { } failure || context.Response.HasStarted)
            {
                return;
            }

            if (proxy.ProxiedDestination is { } failed)
            {
                tried.Add(failed);
            }

            // Rather one that looked ill than none.
            var ready = proxy.AvailableDestinations.Except(tried).ToList();
            var others = ready.Count > 0 ? ready : proxy.AllDestinations.Except(tried).ToList();
            var isUndone = IsRefused(failure) || (IsSafe(context.Request) && IsCutOff(failure));
            if (!isUndone || others.Count == 0)
            {
                await SayAsync(context, isUndone);
                return;
            }

            proxy.AvailableDestinations = others;
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Response.Clear();
        }
    }

    private static bool IsSafe(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        || HttpMethods.IsHead(request.Method)
        || HttpMethods.IsOptions(request.Method);

    /// <summary>The connection ended before an answer came.</summary>
    private static bool IsCutOff(IForwarderErrorFeature failure) => failure.Error == ForwarderError.Request;

    /// <summary>No connection was made: nothing of the request was sent, whatever it changes.</summary>
    private static bool IsRefused(IForwarderErrorFeature failure) =>
        failure.Exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError };

    /// <summary>As the API writes its own errors.</summary>
    private static async Task SayAsync(HttpContext context, bool isUndone)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        context.Response.StatusCode = isUndone
            ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status502BadGateway;
        context.Response.Headers.RetryAfter = "1";
        var problem = isUndone
            ? new
            {
                title = "No instance of the library API answers.",
                status = context.Response.StatusCode,
                detail = "Nothing was done. Send it again.",
                code = "service_unavailable",
            }
            : new
            {
                title = "The instance that took the request did not answer.",
                status = context.Response.StatusCode,
                detail = "It may have been done. With an Idempotency-Key it is safe to send it again.",
                code = "bad_gateway",
            };
        await context.Response.WriteAsJsonAsync(
            problem,
            options: null,
            contentType: "application/problem+json",
            context.RequestAborted
        );
    }
}
