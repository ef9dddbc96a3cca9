using System.Diagnostics.Metrics;

namespace MueJam.ServiceDefaults;

/// <summary>
/// Counts the requests that ended in a server error, as <c>http_server_request_errors_total</c>: 0 from the start. The histogram of requests has no
/// series with such a status before the first one, and a rate does not see a series' first value.
/// </summary>
internal sealed class ServerErrors : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "MueJam.ServiceDefaults";

    /// <summary>The histogram of requests.</summary>
    public const string RequestDuration = "http.server.request.duration";

    private const int FirstServerError = 500;

    private readonly MeterListener _listener = new();
    private long _count;

    /// <summary>Begins to count the requests of one host.</summary>
    /// <param name="meters">That host's meters: another's in the same process are not counted.</param>
    public ServerErrors(IMeterFactory meters)
    {
        meters.Create(MeterName).CreateObservableCounter(
            "http.server.request.errors", () => Interlocked.Read(ref _count), "{request}", "Requests that ended in a server error.");
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
        foreach (var tag in tags)
        {
            if (tag is { Key: "http.response.status_code", Value: >= FirstServerError })
            {
                Interlocked.Increment(ref _count);
            }
        }
    }
}
