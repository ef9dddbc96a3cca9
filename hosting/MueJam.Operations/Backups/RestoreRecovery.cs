using Microsoft.Extensions.Logging;
using MueJam.Operations.Stack;
using Npgsql;

namespace MueJam.Operations.Backups;

/// <summary>Finishes, after the start, the restore of an AppHost that was killed.</summary>
/// <param name="stack">The stack.</param>
/// <param name="finish">Does what follows the database, from a backup's folder.</param>
/// <param name="log">Told of it.</param>
internal sealed class RestoreRecovery(
    OperatedStack stack,
    Func<string, CancellationToken, Task<bool>> finish,
    Func<ILogger> log
)
{
    /// <summary>Does it, if there is something to finish.</summary>
    /// <param name="stopping">The host ends; the next one goes on.</param>
    public async Task RunAsync(CancellationToken stopping)
    {
        var known = stack.Known;
        try
        {
            await stack.ReadyAsync(known.Database, stopping);
            var journal = new RestoreJournal(stack);
            await journal.ForgetUndoneAsync(stopping);
            if (await journal.UnfinishedAsync(stopping) is not { } source)
            {
                return;
            }

            log()
                .LogWarning(
                    "A restore of {Source} was not finished. The rest of it is done as soon as everything runs.",
                    source
                );
            foreach (
                var resource in (IResourceBuilder<IResource>[])
                    [
                        known.Postgres,
                        known.Prometheus,
                        known.Alertmanager,
                        known.Grafana,
                        known.Redis,
                        .. known.Instances,
                    ]
            )
            {
                await stack.ReadyAsync(resource, stopping);
            }

            if (!await finish(source, stopping))
            {
                log()
                    .LogError(
                        "The restore of {Source} is still not finished: {Doctor} says what to do.",
                        source,
                        CommandLine.Of(known.Prometheus, "doctor")
                    );
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The next start does it.
        }
        catch (Exception e) when (e is NpgsqlException or OperationException)
        {
            log().LogError("Whether a restore was left unfinished is not known. {Reason}", e.Message);
        }
    }
}
