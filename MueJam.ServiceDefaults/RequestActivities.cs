using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using OpenTelemetry;

namespace MueJam.ServiceDefaults;

/// <summary>
/// The requests' activities, as ASP.NET Core makes them itself: a listener to its diagnostic events, which the
/// instrumentation library still is,
/// costs every request, recorded or not. As a processor it lets go of those that ask for health or metrics.
/// </summary>
internal sealed class RequestActivities : BaseProcessor<Activity>
{
    /// <summary>Their source.</summary>
    public const string Source = "Microsoft.AspNetCore";

    private const string Suppressed = "Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData";
    private const string Name = "Microsoft.AspNetCore.Hosting.HttpRequestIn";

    /// <summary>
    /// Lets ASP.NET Core give them OpenTelemetry's attributes: in version 10 it does so when asked, from 11 on by
    /// itself.
    /// </summary>
    /// <param name="isEnabled">Somebody listens.</param>
    public static void Describe(bool isEnabled) => AppContext.SetSwitch(Suppressed, !isEnabled);

    /// <summary>Whether an activity is a request's.</summary>
    /// <param name="activity">Any.</param>
    public static bool IsRequest(Activity activity) => activity.OperationName == Name;

    /// <summary>Says how a request ended.</summary>
    /// <param name="activity">The request's.</param>
    /// <param name="attributes">What its duration was measured with: method, route, status and the like.</param>
    /// <param name="isError">It ended in a server error.</param>
    public static void Complete(Activity activity, ReadOnlySpan<KeyValuePair<string, object?>> attributes, bool isError)
    {
        object? method = null,
            route = null;
        foreach (var (name, value) in attributes)
        {
            activity.SetTag(name, value);
            method = name == "http.request.method" ? value : method;
            route = name == "http.route" ? value : route;
        }

        activity.DisplayName = route is null ? $"{method}" : $"{method} {route}";
        if (isError)
        {
            activity.SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <inheritdoc />
    public override void OnStart(Activity data)
    {
        // The path is decoded already: what the conversion would decode again may be a null character, which it
        // refuses.
        if (
            IsRequest(data)
            && data.GetTagItem("url.path") is string { Length: > 0 } text
            && new PathString(text) is var path
            && (MetricsEndpoint.IsOwn(path) || HealthEndpoints.IsOwn(path))
        )
        {
            // What it calls is not recorded either: its parent is not.
            data.IsAllDataRequested = false;
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}
