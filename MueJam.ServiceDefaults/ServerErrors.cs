using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace MueJam.ServiceDefaults;

/// <summary>
/// Requests that ended in a server error, by route and status, as <c>http_server_request_errors_total</c>. Every route
/// has its series
/// from the start, at 0: a rate does not see a series' first value, so the first error of a route would not be seen.
/// </summary>
/// <param name="endpoints">The routes.</param>
internal sealed class ServerErrors(EndpointDataSource endpoints)
{
    private const string RouteTag = "http.route",
        StatusTag = "http.response.status_code";

    /// <summary>What the projects answer by themselves; others get a series with their first.</summary>
    private static readonly int[] Expected =
    [
        StatusCodes.Status500InternalServerError,
        StatusCodes.Status503ServiceUnavailable,
    ];

    private readonly ConcurrentDictionary<(string Route, int Status), long> _counts = new();

    /// <summary>
    /// The status of a request that ended in a server error, by its measurement's tags; null of any other.
    /// </summary>
    public static int? StatusOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags)
        {
            if (tag is { Key: StatusTag, Value: int status } && status >= StatusCodes.Status500InternalServerError)
            {
                return status;
            }
        }

        return null;
    }

    /// <summary>Counts one.</summary>
    public void Count(int status, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string? route = null;
        foreach (var tag in tags)
        {
            route = tag.Key == RouteTag ? (string?)tag.Value : route;
        }

        _counts.AddOrUpdate((route ?? "", status), 1, (_, count) => count + 1);
    }

    /// <summary>The counts so far, those of 0 too.</summary>
    public IEnumerable<Measurement<long>> Read()
    {
        var expected = endpoints
            .Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<IDisableHttpMetricsMetadata>() is null)
            .Select(endpoint => endpoint.Metadata.GetMetadata<IRouteDiagnosticsMetadata>()?.Route)
            .Append("")
            .Distinct()
            .SelectMany(route => Expected.Select(status => (Route: route ?? "", Status: status)));
        return expected
            .Concat(_counts.Keys)
            .Distinct()
            .Select(key => new Measurement<long>(
                _counts.GetValueOrDefault(key),
                new(RouteTag, key.Route),
                new(StatusTag, key.Status)
            ));
    }
}
