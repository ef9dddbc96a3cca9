using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MueJam.AppHost.Operations.Commands;
using Npgsql;

namespace MueJam.AppHost.Operations.Backups;

/// <summary>Finishes, after the start, the restore of an AppHost that was killed.</summary>
internal sealed class RestoreRecovery(RunningStack stack, OperationRunner operations, ILogger<RestoreRecovery> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await stack.ReadyAsync(PostgresPart.Database, stoppingToken);
            var journal = new RestoreJournal(stack);
            await journal.ForgetUndoneAsync(stoppingToken);
            if (await journal.UnfinishedAsync(stoppingToken) is not { } source)
            {
                return;
            }

            logger.LogWarning("A restore of {Source} was not finished. The rest of it is done as soon as everything runs.", source);
            foreach (var resource in (string[])[.. BackupPart.All.Select(part => part.Name), "redis", "api"])
            {
                await stack.ReadyAsync(resource, stoppingToken);
            }

            var options = new OperationOptions(new Dictionary<string, string?> { ["folder"] = source, [RestoreOperation.Finish] = "true" });
            var exitCode = await operations.RunAsync("restore", options, new Report(Log), stoppingToken);
            if (exitCode != ExitCodes.Done)
            {
                logger.LogError("The restore of {Source} is still not finished: ops doctor says what to do.", source);
            }
        }
        catch (Exception e) when (e is NpgsqlException or OperationException)
        {
            logger.LogError("Whether a restore was left unfinished is not known. {Reason}", e.Message);
        }
    }

    private void Log(ReportEvent happened)
    {
        if (happened.Kind == ReportKind.Line)
        {
            logger.Log(happened.Tone == Tone.Bad ? LogLevel.Error : LogLevel.Information, "{Line}", happened.Text);
        }
    }
}
