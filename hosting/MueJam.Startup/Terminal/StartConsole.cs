using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using MueJam.LocalPrograms.Choice;
using MueJam.LocalPrograms.StandIns;
using Spectre.Console;

namespace MueJam.Startup.Terminal;

/// <summary>
/// Tells a person at a terminal what is being done, then what runs where, or the one cause why it does not.
/// </summary>
/// <param name="builder">The model.</param>
/// <param name="appHost">Whose it is.</param>
internal sealed class StartConsole(IDistributedApplicationBuilder builder, Assembly appHost) : IProgress<string>
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, ResourceEvent> _states = new();

    /// <summary>Under test there is no person, and the test stops what it started.</summary>
    private readonly bool _isOurs = Assembly.GetEntryAssembly() == appHost && builder.ExecutionContext.IsRunMode;

    /// <summary>Says what is being done.</summary>
    public void Report(string value)
    {
        if (_isOurs)
        {
            Console.WriteLine(value);
        }
    }

    /// <summary>Follows the start, from before anything is started.</summary>
    /// <param name="decision">What servers run as.</param>
    public void Follow(RunDecision? decision)
    {
        if (!_isOurs)
        {
            return;
        }

        Report($"{decision}");
        builder.Eventing.Subscribe<BeforeStartEvent>(
            (start, cancellationToken) =>
            {
                _ = FollowAsync(start.Services, start.Model);
                return Task.CompletedTask;
            }
        );
    }

    private async Task FollowAsync(IServiceProvider services, DistributedApplicationModel model)
    {
        var lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        lifetime.ApplicationStopping.Register(() => Report("Stopping."));
        try
        {
            _ = WatchAsync(services.GetRequiredService<ResourceNotificationService>(), lifetime.ApplicationStopping);
            var failed = await SettledAsync(model, lifetime.ApplicationStopping);
            if (failed.Count == 0)
            {
                Print(model);
                return;
            }

            var logs = services.GetRequiredService<ResourceLoggerService>();
            foreach (var resource in failed)
            {
                await Console.Error.WriteLineAsync(
                    $"{resource.Resource.Name}: {resource.Snapshot.State!.Text}. "
                        + $"{await FailureCause.OfAsync(resource.Resource, logs)}"
                );
            }

            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C before everything had started.
        }
    }

    private async Task WatchAsync(ResourceNotificationService notifications, CancellationToken cancellationToken)
    {
        await foreach (var change in notifications.WatchAsync(cancellationToken))
        {
            _states[change.Resource.Name] = change;
        }
    }

    /// <summary>Waits until everything is up, or one thing has failed; says what is waited for meanwhile.</summary>
    private async Task<IReadOnlyList<ResourceEvent>> SettledAsync(
        DistributedApplicationModel model,
        CancellationToken cancellationToken
    )
    {
        var said = "";
        var silent = Stopwatch.StartNew();
        while (true)
        {
            var known = Known(model).ToList();
            // What lives in another fails with it, and has no cause of its own.
            var failed = known
                .Where(one =>
                    one.Resource is not IResourceWithParent
                    && !IsUnavailable(one.Resource)
                    && KnownResourceStates.TerminalStates.Contains(one.Snapshot.State?.Text ?? "")
                )
                .ToList();
            var pending = known.Where(one => !IsUp(one)).ToList();
            if (failed.Count > 0 || (known.Count > 0 && pending.Count == 0))
            {
                return failed;
            }

            var waiting = string.Join(", ", pending.Select(one => $"{one.Resource.Name} ({Describe(one.Snapshot)})"));
            if (silent.Elapsed > Silence && waiting != said && known.Count > 0)
            {
                said = waiting;
                silent.Restart();
                Report($"Not up yet: {waiting}");
            }

            await Task.Delay(Period, cancellationToken);
        }
    }

    /// <summary>What people know of; the orchestrator has resources of its own, which are hidden.</summary>
    private IEnumerable<ResourceEvent> Known(DistributedApplicationModel model) =>
        model
            .Resources.Where(resource => resource is not ParameterResource)
            .Select(resource => _states.GetValueOrDefault(resource.Name))
            .OfType<ResourceEvent>()
            .Where(one => !one.Snapshot.IsHidden);

    private static bool IsUnavailable(IResource resource) => resource.Annotations.OfType<UnavailableAnnotation>().Any();

    private static bool IsUp(ResourceEvent one) =>
        IsUnavailable(one.Resource)
        || (
            one.Snapshot.State?.Text == KnownResourceStates.Running && one.Snapshot.HealthStatus is HealthStatus.Healthy
        );

    private static string Describe(CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text == KnownResourceStates.Running
            ? "not healthy yet"
            : snapshot.State?.Text.ToLowerInvariant() ?? "not started";

    private void Print(DistributedApplicationModel model)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var column in (string[])["resource", "state", "where"])
        {
            table.AddColumn(new TableColumn(column).NoWrap());
        }

        foreach (var (resource, snapshot) in Known(model).Select(one => (one.Resource, one.Snapshot)))
        {
            table.AddRow(
                Markup.Escape(resource.Name),
                IsUnavailable(resource) ? "[yellow]not available[/]" : $"[green]{snapshot.HealthStatus}[/]",
                // One a line: a terminal of 80 columns holds the table.
                Markup.Escape(string.Join('\n', snapshot.Urls.Where(url => !url.IsInternal).Select(url => url.Url)))
            );
        }

        AnsiConsole.Write(table);
        foreach (
            var (resource, reason) in model.Resources.SelectMany(resource =>
                resource.Annotations.OfType<UnavailableAnnotation>().Select(one => (resource, one.Reason))
            )
        )
        {
            Report($"{resource.Name} is not available. {reason}");
        }

        Report($"Everything is up. Dashboard: {Dashboard(model)}   Stop with Ctrl-C.");
    }

    /// <summary>The dashboard's address, with what signs in.</summary>
    private string Dashboard(DistributedApplicationModel model)
    {
        var address =
            model.Resources.FirstOrDefault(resource => resource.Name == "aspire-dashboard")
                is IResourceWithEndpoints dashboard
            && dashboard
                .GetEndpoints()
                .FirstOrDefault(endpoint => endpoint.EndpointName is "http" or "https" && endpoint.IsAllocated)
                is { } endpoint
                ? endpoint.Url
                : (builder.Configuration["ASPNETCORE_URLS"] ?? "").Split(';')[0];
        return builder.Configuration["AppHost:BrowserToken"] is { Length: > 0 } token
            ? $"{address}/login?t={token}"
            : address;
    }
}
