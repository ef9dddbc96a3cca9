using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Routing;

namespace MueJam.ServiceDefaults;

/// <summary>
/// What else the measurement of a request's duration tells. It counts <see cref="ServerErrors"/>,
/// and it gives the request's activity, when it is recorded, the measurement's attributes: ASP.NET Core 10 names in it
/// no more than it knows at the start.
/// </summary>
internal sealed class RequestMeasurements : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "MueJam.ServiceDefaults";

    /// <summary>The histogram of requests.</summary>
    public const string RequestDuration = "http.server.request.duration";

    private readonly MeterListener _listener = new();
    private readonly ServerErrors _errors;

    /// <summary>Begins to listen to one host.</summary>
    /// <param name="meters">That host's meters: another's in the same process are not counted.</param>
    /// <param name="endpoints">That host's routes.</param>
    public RequestMeasurements(IMeterFactory meters, EndpointDataSource endpoints)
    {
        _errors = new ServerErrors(endpoints);
        meters
            .Create(MeterName)
            .CreateObservableCounter(
                "http.server.request.errors",
                _errors.Read,
                "{request}",
                "Requests that ended in a server error."
            );
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
        var error = ServerErrors.StatusOf(tags);
        if (error is { } status)
        {
            _errors.Count(status, tags);
        }

        // The request's activity is stopped after its duration was measured.
        if (Activity.Current is { IsAllDataRequested: true } activity && RequestActivities.IsRequest(activity))
        {
            RequestActivities.Complete(activity, tags, error is not null);
        }
    }
}
