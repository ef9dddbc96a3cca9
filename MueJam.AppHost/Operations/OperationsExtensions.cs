using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MueJam.AppHost.Configuration;
using MueJam.AppHost.Operations.Backups;
using MueJam.AppHost.Operations.Commands;
using MueJam.AppHost.Operations.Control;

namespace MueJam.AppHost.Operations;

/// <summary>Makes a stack one that can be operated: from a shell, and by commands of its resources.</summary>
internal static class OperationsExtensions
{
    /// <summary>Half of the retention.</summary>
    private const string OldSeries = "15d";

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
        builder.Services.AddHostedService<RestoreRecovery>();

        var prometheus = builder.Resource("prometheus");
        builder.Services.AddSingleton<IHostedService>(services => new LiveFiles(
            builder.ConfigurationFolder("prometheus"),
            path => Path.GetExtension(path) is ".yml" or ".yaml",
            token => PrometheusReload.RunAsync(services.GetRequiredService<RunningStack>(), token),
            prometheus.Resource,
            services.GetRequiredService<ResourceLoggerService>()));
        prometheus.WithCommand("reload", "Reload", async context =>
            await PrometheusReload.RunAsync(context.Services.GetRequiredService<RunningStack>(), context.CancellationToken) is { } refusal
                ? CommandResults.Failure(refusal)
                : CommandResults.Success("The files are in effect."),
            new CommandOptions { Description = "Checks prometheus.yml and the rules and puts them into effect." });
        prometheus.WithOperation(new DoctorOperation(), "Doctor");
        prometheus.WithOperation(
            new CleanOperation(), $"Delete series over {OldSeries}", $"Delete all time series older than {OldSeries}?", new() { ["older-than"] = OldSeries });
        builder.Resource("alertmanager").WithOperation(new TestAlertOperation(), "Send a test alert", "Send a critical test alert through every channel, real ones included?");
        builder.Resource("postgres").WithOperation(new BackupOperation(), "Back up the stack");
    }

    /// <summary>The operation as a command of a resource; what it says last, and all that is wrong, is the command's message.</summary>
    private static void WithOperation(
        this IResourceBuilder<IResource> resource, Operation operation, string displayName, string? question = null, Dictionary<string, string?>? options = null)
        => resource.WithCommand(operation.Name, displayName, async context =>
        {
            var events = new List<ReportEvent>();
            var exitCode = await context.Services.GetRequiredService<OperationRunner>()
                .RunAsync(operation.Name, new OperationOptions(options ?? []), new Report(events.Add), context.CancellationToken);
            var lines = events.Where(happened => happened.Kind == ReportKind.Line).ToList();
            return exitCode == ExitCodes.Done
                ? CommandResults.Success(lines.Count > 0 ? lines[^1].Text! : "Done.")
                : CommandResults.Failure(string.Join(" ", lines.Where(line => line.Tone == Tone.Bad).Select(line => line.Text!.Trim()).DefaultIfEmpty($"{operation.Name} failed: ops {operation.Name} in a shell shows why.")));
        },
        new CommandOptions { Description = operation.Description, ConfirmationMessage = question });

    private static IResourceBuilder<IResource> Resource(this IDistributedApplicationBuilder builder, string name)
        => builder.CreateResourceBuilder(builder.Resources.Single(resource => resource.Name == name));
}
