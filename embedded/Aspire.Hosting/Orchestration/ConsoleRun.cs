using System.Diagnostics;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using MueJam.Embedded.Programs;
using Spectre.Console;

namespace Aspire.Hosting.Orchestration;

/// <summary>Runs the application for a person at a terminal: progress, a table of what runs where, and one clear message when it cannot.</summary>
internal sealed class ConsoleRun(
    DistributedApplicationModel model, ResourceNotificationService notifications, ResourceLoggerService logs, StartProgress progress,
    StateFolder state, StatusPage page, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    public async Task RunAsync(IHost host, CancellationToken cancellationToken)
    {
        progress.To(Console.WriteLine);
        using var parent = HostParentWatch.Start(lifetime.StopApplication);
        try
        {
            await host.StartAsync(cancellationToken).ConfigureAwait(false);
            var address = await page.StartAsync(cancellationToken).ConfigureAwait(false);
            using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
            if (await SettledAsync(stopping.Token).ConfigureAwait(false) is { Count: > 0 } failed)
            {
                Environment.ExitCode = 1;
                Explain(failed);
            }
            else if (!stopping.IsCancellationRequested)
            {
                Print(address);
                await host.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested || lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Ctrl-C before everything had started.
        }
        catch (Exception e) when (e is DistributedApplicationException or ProgramStartException or ProgramUnavailableException)
        {
            Environment.ExitCode = 1;
            await Console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
        }
        finally
        {
            Console.WriteLine("Stopping.");
            await page.StopAsync().ConfigureAwait(false);
            await ((IAsyncDisposable)host).DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Waits until everything is up, or one thing has failed; says what is waited for meanwhile.</summary>
    private async Task<IReadOnlyList<ResourceEvent>> SettledAsync(CancellationToken cancellationToken)
    {
        var said = "";
        var silent = Stopwatch.StartNew();
        while (!cancellationToken.IsCancellationRequested)
        {
            var known = model.Resources.Where(r => r is not ParameterResource)
                .Select(r => notifications.TryGetCurrentState(r.Name, out var current) ? current : null).OfType<ResourceEvent>().ToList();
            // What lives in another fails with it, and has no cause of its own.
            var failed = known.Where(r => r.Resource is not IResourceWithParent && KnownResourceStates.TerminalStates.Contains(r.Snapshot.State?.Text ?? "")).ToList();
            if (failed.Count > 0)
            {
                return failed;
            }

            var pending = string.Join(", ", known.Where(r => !IsUp(r.Snapshot)).Select(r => $"{r.Resource.Name} ({Describe(r.Snapshot)})"));
            if (pending.Length == 0)
            {
                return [];
            }

            if (silent.Elapsed > Silence && pending != said)
            {
                said = pending;
                silent.Restart();
                Console.WriteLine($"Not up yet: {pending}");
            }

            await Task.Delay(Period, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        }

        return [];
    }

    private static bool IsUp(CustomResourceSnapshot snapshot)
        => snapshot.State?.Text == KnownResourceStates.RuntimeUnhealthy
            || (snapshot.State?.Text == KnownResourceStates.Running && snapshot.HealthStatus is HealthStatus.Healthy && snapshot.IsReady);

    private static string Describe(CustomResourceSnapshot snapshot)
        => snapshot.State?.Text == KnownResourceStates.Running ? "not healthy yet" : snapshot.State?.Text.ToLowerInvariant() ?? "not started";

    private void Explain(IReadOnlyList<ResourceEvent> failed)
    {
        foreach (var resource in failed)
        {
            var log = logs.Log(resource.Resource.Name);
            var lines = log.Last(200);
            var cause = log.Cause ?? lines.LastOrDefault(line => line.IsErrorMessage).Content ?? (lines.Count > 0 ? lines[^1].Content : "It said nothing.");
            Console.Error.WriteLine($"{resource.Resource.Name}: {resource.Snapshot.State!.Text}. {cause}");
            Console.Error.WriteLine($"  its log: {Path.Combine(state.Logs, resource.Resource.Name)}.log");
        }
    }

    private void Print(string address)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var column in (string[])["resource", "state", "health", "where"])
        {
            table.AddColumn(new TableColumn(column).NoWrap());
        }

        var missing = new List<string>();
        foreach (var resource in model.Resources.Where(r => r is not ParameterResource))
        {
            notifications.TryGetCurrentState(resource.Name, out var current);
            var snapshot = current!.Snapshot;
            var isMissing = snapshot.State!.Text == KnownResourceStates.RuntimeUnhealthy;
            table.AddRow(
                Markup.Escape(resource.Name),
                isMissing ? "[yellow]not available[/]" : Markup.Escape(snapshot.State.Text),
                snapshot.HealthStatus is HealthStatus.Healthy ? "[green]Healthy[/]" : "",
                // One a line: a terminal of 80 columns holds the table.
                Markup.Escape(string.Join('\n', snapshot.Urls.Select(url => url.Url))));
            if (isMissing)
            {
                missing.Add($"{resource.Name} is not available. {logs.Log(resource.Name).Cause}");
            }
        }

        AnsiConsole.Write(table);
        missing.ForEach(Console.WriteLine);
        Console.WriteLine($"Everything {(missing.Count == 0 ? "" : "else ")}is up. State, logs and commands: {address}   Stop with Ctrl-C.");
    }
}
