using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MueJam.Operations.Backups;
using MueJam.Operations.Commands;
using MueJam.Operations.Reloading;
using MueJam.Operations.Reports;
using MueJam.Operations.Servers;
using MueJam.Operations.Stack;

namespace MueJam.Operations;

/// <summary>Makes a stack one that can be operated, by commands of its resources.</summary>
public static class OperationsExtensions
{
    /// <summary>
    /// Adds the commands, has Prometheus read changed files, and finishes a restore whose AppHost was killed.
    /// </summary>
    /// <param name="builder">The model.</param>
    /// <param name="known">Who is who in it.</param>
    public static void AddOperations(this IDistributedApplicationBuilder builder, OperatedModel known)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(known);
        if (builder.ExecutionContext.IsPublishMode)
        {
            return;
        }

        builder.Services.AddHttpClient();
        builder
            .Services.AddHttpClient(OperatedStack.WithLogin)
            .AddHttpMessageHandler(() => new ServerLoginHandler(known.MonitoringLogin));
        builder
            .Services.AddHttpClient(OperatedStack.WithMetricsLogin)
            .AddHttpMessageHandler(() => new ServerLoginHandler(known.MetricsLogin));
        builder.Services.AddSingleton(known);
        builder.Services.AddSingleton<OperatedStack>();
        builder.Services.AddSingleton<OperationRunner>();

        var restore = new RestoreOperation();
        known.Prometheus.WithOperation(new StatusOperation());
        known.Prometheus.WithOperation(new DoctorOperation());
        known.Prometheus.WithOperation(new ReloadOperation());
        known.Prometheus.WithOperation(new CleanOperation());
        known.Alertmanager.WithOperation(new TestAlertOperation());
        known.Alertmanager.WithOperation(new SilencesOperation());
        known.Alertmanager.WithOperation(new SilenceOperation());
        known.Alertmanager.WithOperation(new EndSilenceOperation());
        known.Postgres.WithOperation(new BackupOperation());
        known.Postgres.WithOperation(restore);

        known.Prometheus.WithReloadOfChangedFiles(
            known.PrometheusFolder,
            path => Path.GetExtension(path) is ".yml" or ".yaml",
            (services, token) => PrometheusReload.RunAsync(services.GetRequiredService<OperatedStack>(), token)
        );
        // Hosted services start only when the last resource has started, and never where one fails to.
        builder.Eventing.Subscribe<BeforeStartEvent>(
            (start, cancellationToken) =>
            {
                _ = Recovery(start.Services, restore)
                    .RunAsync(start.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
                return Task.CompletedTask;
            }
        );
    }

    private static RestoreRecovery Recovery(IServiceProvider services, RestoreOperation restore)
    {
        var stack = services.GetRequiredService<OperatedStack>();
        var logs = services.GetRequiredService<ResourceLoggerService>();
        return new RestoreRecovery(stack, FinishAsync, Log);

        ILogger Log() => logs.GetLogger(stack.Current(stack.Known.Postgres));

        async Task<bool> FinishAsync(string source, CancellationToken cancellationToken)
        {
            var report = new Report(Log());
            var result = await services
                .GetRequiredService<OperationRunner>()
                .RunAsync(
                    restore,
                    report,
                    _ => RestoreOperation.FinishAsync(stack, source, report, cancellationToken),
                    cancellationToken
                );
            report.Step(result.Message);
            return result.IsGood;
        }
    }
}
