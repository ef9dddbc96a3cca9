using Microsoft.Extensions.Configuration;
using MueJam.LocalPrograms;
using MueJam.Startup.Configuration;

namespace MueJam.Startup.Terminal;

/// <summary>Names every fixed port that another program has, before anything is started.</summary>
internal static class PortCheck
{
    private static readonly string[] DashboardAddresses =
    [
        "ASPNETCORE_URLS",
        "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL",
        "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL",
    ];

    /// <summary>Adds the check.</summary>
    public static void AddPortCheck(this IDistributedApplicationBuilder builder)
    {
        if (builder.ExecutionContext.IsRunMode && !builder.HasRandomPorts())
        {
            builder.Eventing.Subscribe<BeforeStartEvent>(
                (start, _) =>
                {
                    Check(start.Model.Resources, builder.Configuration);
                    return Task.CompletedTask;
                }
            );
        }
    }

    private static void Check(IEnumerable<IResource> resources, ConfigurationManager configuration)
    {
        var wanted = resources
            .SelectMany(resource =>
                resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint => (resource.Name, endpoint.Port))
            )
            .Concat(
                DashboardAddresses
                    .SelectMany(key => (configuration[key] ?? "").Split(';'))
                    .Select(address =>
                        ("the dashboard", Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.Port : (int?)null)
                    )
            );
        var taken = wanted
            .Where(one => one.Item2 is > 0)
            .Select(one => (Resource: one.Item1, Port: one.Item2!.Value, Owner: LocalPort.Owner(one.Item2.Value)))
            .Where(one => one.Owner is not null)
            .Select(one => $"Port {one.Port} is taken by {one.Owner}; {one.Resource} needs it.")
            .ToList();
        if (taken.Count > 0)
        {
            throw new DistributedApplicationException(
                $"{string.Join(Environment.NewLine, taken)}{Environment.NewLine}Stop what has it. A stack of your "
                    + "own that still runs is stopped by 'dotnet aspire stop'."
            );
        }
    }
}
