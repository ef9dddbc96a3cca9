using MueJam.Operations.Stack;

namespace MueJam.Operations.Backups;

/// <summary>What one server has of a backup.</summary>
/// <param name="name">Its folder in the backup, and how it is called.</param>
internal abstract class BackupPart(string name)
{
    /// <summary>
    /// The database comes first: its restore takes longest and is one transaction, so it can be interrupted to its end.
    /// </summary>
    public static IReadOnlyList<BackupPart> All { get; } =
    [new PostgresPart(), new PrometheusPart(), new AlertmanagerPart(), new GrafanaPart()];

    public string Name { get; } = name;

    /// <summary>The server is not available on this machine: it is left out.</summary>
    public virtual Task<bool> IsAvailableAsync(OperatedStack stack, CancellationToken cancellationToken) =>
        Task.FromResult(true);

    /// <summary>Writes the part into a folder that exists.</summary>
    public abstract Task BackUpAsync(OperatedStack stack, string folder, CancellationToken cancellationToken);

    /// <summary>What the server holds already, such as <c>12 stories</c>; null when it is empty.</summary>
    public abstract Task<string?> ContentAsync(OperatedStack stack, CancellationToken cancellationToken);

    /// <summary>Does what takes long and can be undone.</summary>
    public abstract Task<PreparedPart> PrepareAsync(
        OperatedStack stack,
        string folder,
        CancellationToken cancellationToken
    );
}

/// <summary>A part whose restore is ready to take effect.</summary>
internal abstract class PreparedPart : IAsyncDisposable
{
    /// <summary>Puts it into effect: all of it or, when it fails, nothing.</summary>
    /// <returns>What was done, in words.</returns>
    public abstract Task<string> CommitAsync(CancellationToken cancellationToken);

    /// <summary>Removes what was prepared and did not take effect.</summary>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
