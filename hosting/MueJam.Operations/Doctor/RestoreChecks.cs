using System.Runtime.CompilerServices;
using MueJam.Operations.Backups;
using MueJam.Operations.Stack;
using Npgsql;

namespace MueJam.Operations.Doctor;

/// <summary>Database, time series, silences and dashboards are of one state.</summary>
internal static class RestoreChecks
{
    public static async IAsyncEnumerable<Finding> RunAsync(
        OperatedStack stack,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        yield return await FindAsync(stack, cancellationToken);
    }

    private static async Task<Finding> FindAsync(OperatedStack stack, CancellationToken cancellationToken)
    {
        try
        {
            return await new RestoreJournal(stack).UnfinishedAsync(cancellationToken) is { } source
                ? new Finding(
                    $"A restore of {source} is not finished: the database may be the backup's and the rest not yet.",
                    $"Wait if it is running; else: {CommandLine.Of(stack.Known.Postgres, "restore")} --folder "
                        + $"{source} --overwrite --yes, or another backup if that one is gone."
                )
                : new Finding("No restore was left unfinished.");
        }
        catch (NpgsqlException e)
        {
            return new Finding(
                $"PostgreSQL does not tell whether a restore was left unfinished: {e.Message}",
                Advice.Start(stack.Known.Postgres.Resource.Name)
            )
            {
                About = stack.Known.Postgres.Resource.Name,
            };
        }
    }
}
