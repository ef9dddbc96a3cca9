using System.Text.Json.Nodes;
using MueJam.Operations.Stack;

namespace MueJam.AppHost.Monitoring;

/// <summary>One target that Prometheus finds by file-based discovery.</summary>
/// <param name="Job">The <c>job</c> label.</param>
/// <param name="Instance">The <c>instance</c> label: the resource that the metrics tell about, where the address may
/// change at every run.</param>
/// <param name="Endpoint">Where <c>/metrics</c> is served.</param>
internal sealed record ScrapeTargetAnnotation(string Job, string Instance, EndpointReference Endpoint)
    : IResourceAnnotation
{
    /// <summary>
    /// The target as an entry of a <c>file_sd</c> file, with its address as <paramref name="caller"/> sees it.
    /// </summary>
    public async Task<JsonObject> ToFileEntryAsync(IResource caller, CancellationToken cancellationToken)
    {
        var context = new ValueProviderContext { Caller = caller };
        var address = await Endpoint.Property(EndpointProperty.HostAndPort).GetValueAsync(context, cancellationToken);
        return new JsonObject
        {
            ["targets"] = new JsonArray(address),
            ["labels"] = new JsonObject { ["job"] = Job, ["instance"] = Instance },
        };
    }
}

/// <summary>The targets of a Prometheus as operations look for them.</summary>
internal static class ScrapeTargets
{
    public static IReadOnlyList<ScrapeTarget> Of(PrometheusResource prometheus) =>
        [
            .. prometheus
                .Annotations.OfType<ScrapeTargetAnnotation>()
                .Select(target => new ScrapeTarget(target.Job, target.Instance, target.Endpoint.Resource.Name)),
        ];
}
