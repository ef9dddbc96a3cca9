using MueJam.Operations.Reports;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Backups;

/// <summary>Puts a backup into effect.</summary>
/// <remarks>
/// The database's transaction decides. Whatever ends the restore before it, all is as before. After it the rest is done
/// to its end,
/// by this AppHost or, when it is killed, by the next one.
/// </remarks>
/// <param name="stack">The stack.</param>
/// <param name="source">The backup's folder.</param>
/// <param name="report">Told what is done.</param>
internal sealed class Restore(OperatedStack stack, string source, Report report)
{
    private readonly RestoreJournal _journal = new(stack);

    /// <summary>Does it.</summary>
    /// <param name="parts">What the backup and the stack both have; the database comes first.</param>
    /// <param name="cancellationToken">Interrupts it, until the database is restored.</param>
    public async Task RunAsync(IReadOnlyList<BackupPart> parts, CancellationToken cancellationToken)
    {
        var prepared = new List<(BackupPart Part, PreparedPart Restore)>();
        try
        {
            await PrepareAsync(parts, prepared, cancellationToken);
            await _journal.BeginAsync(source, cancellationToken);
            foreach (var (part, restore) in prepared)
            {
                await CommitAsync(part, restore, part is PostgresPart ? cancellationToken : CancellationToken.None);
            }

            await _journal.EndAsync(CancellationToken.None);
        }
        catch
        {
            await _journal.ForgetUndoneAsync(CancellationToken.None);
            throw;
        }
        finally
        {
            await DisposeAsync(prepared);
        }
    }

    /// <summary>Does what follows the database, of a restore whose AppHost was killed.</summary>
    /// <param name="parts">What the backup and the stack both have.</param>
    /// <param name="cancellationToken">Ends it; it can be done again.</param>
    public async Task FinishAsync(IReadOnlyList<BackupPart> parts, CancellationToken cancellationToken)
    {
        var prepared = new List<(BackupPart Part, PreparedPart Restore)>();
        try
        {
            await PrepareAsync([.. parts.Where(part => part is not PostgresPart)], prepared, cancellationToken);
            await PostgresPart.RefreshLibraryAsync(stack, cancellationToken);
            foreach (var (part, restore) in prepared)
            {
                await CommitAsync(part, restore, cancellationToken);
            }

            await _journal.EndAsync(cancellationToken);
        }
        finally
        {
            await DisposeAsync(prepared);
        }
    }

    private static async Task DisposeAsync(List<(BackupPart Part, PreparedPart Restore)> prepared)
    {
        foreach (var (_, restore) in prepared)
        {
            await restore.DisposeAsync();
        }
    }

    private async Task PrepareAsync(
        IReadOnlyList<BackupPart> parts,
        List<(BackupPart Part, PreparedPart Restore)> prepared,
        CancellationToken cancellationToken
    )
    {
        foreach (var part in parts)
        {
            report.Step($"Preparing {part.Name}");
            prepared.Add((part, await part.PrepareAsync(stack, Path.Combine(source, part.Name), cancellationToken)));
        }
    }

    private async Task CommitAsync(BackupPart part, PreparedPart restore, CancellationToken cancellationToken)
    {
        report.Step($"Restoring {part.Name}");
        report.Done($"{part.Name}: {await restore.CommitAsync(cancellationToken)}.");
    }
}
