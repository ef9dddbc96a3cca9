using Microsoft.Extensions.Configuration;
using MueJam.Startup.Configuration;

namespace MueJam.AppHost.Library;

/// <summary>The API, as often as <c>Api:Instances</c> says.</summary>
internal static class ApiInstances
{
    private const int LeastConnections = 200;

    /// <summary>The exporter, the replica, operations and whoever looks for a fault.</summary>
    private const int ConnectionsOfOthers = 50;

    /// <summary>Adds them: the first has the name and its port, the others are numbered and have free ports.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="name">The first one's name.</param>
    /// <param name="configure">What each of them is given.</param>
    public static IReadOnlyList<IResourceBuilder<ProjectResource>> AddInstances<TProject>(
        this IDistributedApplicationBuilder builder,
        [ResourceName] string name,
        Action<IResourceBuilder<ProjectResource>> configure
    )
        where TProject : IProjectMetadata, new()
    {
        return [.. Enumerable.Range(1, InstanceCount.Of(builder.Configuration)).Select(Add)];

        IResourceBuilder<ProjectResource> Add(int number)
        {
            var instance = builder.AddProject<TProject>(number == 1 ? name : $"{name}-{number}");
            configure(instance.WithoutProxy(hasFreePort: number > 1));
            return instance;
        }
    }

    /// <summary>How many connections a server has room for, so that every instance may fill its pool.</summary>
    /// <param name="builder">The model.</param>
    public static int ConnectionLimit(this IDistributedApplicationBuilder builder)
    {
        // As the API's own default.
        var pool = builder.Configuration.GetValue("Database:MaxPoolSize", 50);
        var ofInstances = InstanceCount.Of(builder.Configuration) * pool;
        return Math.Max(LeastConnections, ofInstances + ConnectionsOfOthers);
    }
}
