using Microsoft.Extensions.DependencyInjection;
using MueJam.AppHost.Configuration;
using MueJam.AppHost.Operations.Control;

namespace MueJam.AppHost.Operations;

/// <summary>Makes a stack one that can be operated: from a shell, and by commands of its resources.</summary>
internal static class OperationsExtensions
{
    /// <summary>Adds the operations; the resources must have been added before.</summary>
    public static void AddOperations(this IDistributedApplicationBuilder builder)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            return;
        }

        builder.Services.AddHttpClient();
        builder.Services.AddSingleton(new StackFolders(
            builder.ConfigurationFolder("prometheus"), builder.ConfigurationFolder("alertmanager"), builder.ConfigurationFolder("grafana"),
            Path.GetFullPath(Path.Combine("..", ".muejam", "backups"), builder.AppHostDirectory)));
        builder.Services.AddSingleton(new StackName(builder.Configuration["Volumes:Prefix"] is { Length: > 0 } prefix ? prefix : "muejam"));
        builder.Services.AddSingleton<ResourceStates>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ResourceStates>());
        builder.Services.AddSingleton<RunningStack>();
        builder.Services.AddSingleton<OperationRunner>();
        builder.Services.AddHostedService<ControlServer>();
        builder.Services.AddHostedService<AutomaticReload>();

        builder.Resource("prometheus").WithCommand("reload", "Reload", async context =>
            await PrometheusReload.RunAsync(context.Services.GetRequiredService<RunningStack>(), context.CancellationToken) is { } refusal
                ? CommandResults.Failure(refusal)
                : CommandResults.Success(),
            new CommandOptions { Description = "Checks prometheus.yml and the rules and puts them into effect." });
    }

    private static IResourceBuilder<IResource> Resource(this IDistributedApplicationBuilder builder, string name)
        => builder.CreateResourceBuilder(builder.Resources.Single(resource => resource.Name == name));
}
