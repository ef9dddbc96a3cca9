using MueJam.Operations.Stack;

namespace MueJam.Operations.Backups;

/// <summary>
/// Prometheus's blocks: a snapshot by its admin API, copied out; restored by putting the blocks beside its own.
/// </summary>
internal sealed class PrometheusPart() : BackupPart("prometheus")
{
    private const string Data = "/prometheus";

    public override async Task BackUpAsync(OperatedStack stack, string folder, CancellationToken cancellationToken)
    {
        var host = ResourceHost.Of(stack, stack.Known.Prometheus);
        cancellationToken.ThrowIfCancellationRequested();
        // Not given up half-way: only the answer tells what to delete.
        var snapshot = await stack.Prometheus.SnapshotAsync(CancellationToken.None);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            Directory.Delete(folder);
            await host.CopyOutAsync($"{Data}/snapshots/{snapshot}", folder, cancellationToken);
        }
        finally
        {
            await host.DeleteAsync($"{Data}/snapshots/{snapshot}", CancellationToken.None);
        }
    }

    public override async Task<string?> ContentAsync(OperatedStack stack, CancellationToken cancellationToken)
    {
        // What a new stack has measured of itself so far is in memory, and stays.
        var blocks = await stack.Prometheus.MetricAsync("prometheus_tsdb_blocks_loaded", cancellationToken) ?? 0;
        return blocks > 0 ? $"time series on disk (blocks: {blocks})" : null;
    }

    public override async Task<PreparedPart> PrepareAsync(
        OperatedStack stack,
        string folder,
        CancellationToken cancellationToken
    )
    {
        var staged = new StagedBlocks(stack, ResourceHost.Of(stack, stack.Known.Prometheus));
        try
        {
            foreach (var block in Directory.EnumerateDirectories(folder))
            {
                await staged.AddAsync(block, cancellationToken);
            }

            return staged;
        }
        catch
        {
            await staged.DisposeAsync();
            throw;
        }
    }

    /// <summary>Blocks in Prometheus's folder under names that it ignores, and deletes when it starts.</summary>
    private sealed class StagedBlocks(OperatedStack stack, ResourceHost host) : PreparedPart
    {
        private const string Unfinished = ".tmp-for-creation";

        private readonly List<string> _blocks = [];
        private int _count;

        public async Task AddAsync(string block, CancellationToken cancellationToken)
        {
            var target = $"{Data}/{Path.GetFileName(block)}";
            _count++;
            if (await host.ExistsAsync(target, cancellationToken))
            {
                // The same block of the same server.
                return;
            }

            _blocks.Add(target);
            await host.DeleteAsync(target + Unfinished, cancellationToken);
            await host.CopyInAsync(block, target + Unfinished, cancellationToken);
        }

        public override async Task<string> CommitAsync(CancellationToken cancellationToken)
        {
            var added = _blocks.Count;
            foreach (var block in _blocks.ToList())
            {
                await host.MoveAsync(block + Unfinished, block, cancellationToken);
                _blocks.Remove(block);
            }

            if (added > 0)
            {
                // It looks for blocks when it starts.
                await stack.RestartAsync(stack.Known.Prometheus, cancellationToken);
            }

            return $"{added} of {_count} blocks added";
        }

        public override async ValueTask DisposeAsync()
        {
            foreach (var block in _blocks)
            {
                await host.DeleteAsync(block + Unfinished, CancellationToken.None);
            }

            await base.DisposeAsync();
        }
    }
}
