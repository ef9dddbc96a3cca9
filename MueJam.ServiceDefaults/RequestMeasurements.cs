using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MueJam.ServiceDefaults;

/// <summary>
/// What else the measurement of a request's duration tells. It counts the requests that ended in a server error, as <c>http_server_request_errors_total</c>:
/// 0 from the start; the histogram has no series with such a status before the first one, and a rate does not see a series' first value.
/// And it gives the request's activity, when it is recorded, the measurement's attributes: ASP.NET Core 10 names in it no more than it knows at the start.
/// </summary>
internal sealed class RequestMeasurements : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "MueJam.ServiceDefaults";

    /// <summary>The histogram of requests.</summary>
    public const string RequestDuration = "http.server.request.duration";

    private const int FirstServerError = 500;

    private readonly MeterListener _listener = new();
    private long _errors;

    /// <summary>Begins to listen to one host.</summary>
    /// <param name="meters">That host's meters: another's in the same process are not counted.</param>
    public RequestMeasurements(IMeterFactory meters)
    {
        meters.Create(MeterName).CreateObservableCounter(
            "http.server.request.errors", () => Interlocked.Read(ref _errors), "{request}", "Requests that ended in a server error.");
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == RequestDuration && ReferenceEquals(instrument.Meter.Scope, meters))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Measure(tags));
        _listener.Start();
    }

    /// <inheritdoc />
    public void Dispose() => _listener.Dispose();

    private void Measure(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var isError = false;
        foreach (var tag in tags)
        {
            isError |= tag is { Key: "http.response.status_code", Value: >= FirstServerError };
        }

        if (isError)
        {
            Interlocked.Increment(ref _errors);
        }

        // The request's activity is stopped after its duration was measured.
        if (Activity.Current is { IsAllDataRequested: true } activity && RequestActivities.IsRequest(activity))
        {
            RequestActivities.Complete(activity, tags, isError);
        }
    }
}
