using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.LoadBalancing;

namespace MueJam.Balancer;

/// <summary>The instances behind the one address, and how a request finds one that is well.</summary>
internal static class Instances
{
    /// <summary>The name of all of them together.</summary>
    public const string ClusterId = "api";

    private const string Section = "Instances";

    /// <summary>Every request goes to one of them, as it came.</summary>
    public static IReadOnlyList<RouteConfig> Routes { get; } =
    [
        new()
        {
            RouteId = ClusterId,
            ClusterId = ClusterId,
            Match = new() { Path = "{**path}" },
            Transforms = [new Dictionary<string, string> { ["RequestHeaderOriginalHost"] = "true" }],
        },
    ];

    /// <summary>Reads <c>Instances:NAME</c>, an address each.</summary>
    /// <param name="configuration">The balancer's.</param>
    public static IReadOnlyDictionary<string, string> Read(IConfiguration configuration) =>
        configuration.GetSection(Section).GetChildren().ToDictionary(one => one.Key, one => one.Value ?? "");

    /// <summary>
    /// An instance that is not ready gets no requests; when none is, all do: they serve what they have.
    /// </summary>
    /// <param name="instances">Their addresses by name.</param>
    public static ClusterConfig Cluster(IReadOnlyDictionary<string, string> instances) =>
        new()
        {
            ClusterId = ClusterId,
            LoadBalancingPolicy = LoadBalancingPolicies.PowerOfTwoChoices,
            HealthCheck = new()
            {
                AvailableDestinationsPolicy = HealthCheckConstants.AvailableDestinations.HealthyOrPanic,
                Active = new()
                {
                    Enabled = true,
                    Policy = HealthCheckConstants.ActivePolicy.ConsecutiveFailures,
                    Path = "/health",
                    Interval = TimeSpan.FromSeconds(1),
                    Timeout = TimeSpan.FromSeconds(3),
                },
            },
            Destinations = instances.ToDictionary(one => one.Key, one => new DestinationConfig { Address = one.Value }),
        };
}
