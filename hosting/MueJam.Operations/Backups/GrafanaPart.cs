using System.Text.Json;
using MueJam.Operations.Servers;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Backups;

/// <summary>
/// Grafana's dashboards, folders and data sources. What files provide now is not restored; what a file provided that is
/// gone is.
/// </summary>
internal sealed class GrafanaPart() : BackupPart("grafana")
{
    private const string Dashboards = "dashboards";
    private const string Folders = "folders.json";
    private const string DataSources = "datasources.json";

    public override async Task<bool> IsAvailableAsync(OperatedStack stack, CancellationToken cancellationToken) =>
        await stack.GrafanaAsync(cancellationToken) is not null;

    public override async Task BackUpAsync(OperatedStack stack, string folder, CancellationToken cancellationToken)
    {
        var grafana = await ClientAsync(stack, cancellationToken);
        await WriteAsync(Folders, await grafana.EntriesAsync(EntryKind.Folder, cancellationToken));
        await WriteAsync(DataSources, await grafana.EntriesAsync(EntryKind.DataSource, cancellationToken));
        Directory.CreateDirectory(Path.Combine(folder, Dashboards));
        foreach (var (uid, dashboard) in await grafana.DashboardsAsync(cancellationToken))
        {
            await WriteAsync(Path.Combine(Dashboards, $"{uid}.json"), dashboard);
        }

        Task WriteAsync<T>(string file, T content) =>
            File.WriteAllTextAsync(
                Path.Combine(folder, file),
                JsonSerializer.Serialize(content, JsonSerializerOptions.Web),
                cancellationToken
            );
    }

    public override async Task<string?> ContentAsync(OperatedStack stack, CancellationToken cancellationToken)
    {
        var grafana = await ClientAsync(stack, cancellationToken);
        var own = (await grafana.DashboardsAsync(cancellationToken)).Count(board => !board.Dashboard.Meta.IsProvided);
        return own > 0 ? $"{own} dashboards of its own" : null;
    }

    public override async Task<PreparedPart> PrepareAsync(
        OperatedStack stack,
        string folder,
        CancellationToken cancellationToken
    ) => new Prepared(await ClientAsync(stack, cancellationToken), folder);

    private static async Task<GrafanaApi> ClientAsync(OperatedStack stack, CancellationToken cancellationToken) =>
        await stack.GrafanaAsync(cancellationToken)
        ?? throw new OperationException("Grafana is not available on this machine.");

    private sealed class Prepared(GrafanaApi grafana, string folder) : PreparedPart
    {
        public override async Task<string> CommitAsync(CancellationToken cancellationToken)
        {
            await AddMissingAsync(Folders, EntryKind.Folder, cancellationToken);
            await AddMissingAsync(DataSources, EntryKind.DataSource, cancellationToken);
            var there = (await grafana.DashboardsAsync(cancellationToken)).ToDictionary(
                board => board.Uid,
                board => board.Dashboard.Meta.IsProvided
            );
            var (restored, fromFiles, kept) = (0, 0, 0);
            foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, Dashboards), "*.json"))
            {
                var saved = await ReadAsync<Dashboard>(file, cancellationToken);
                var isThere = there.TryGetValue(Path.GetFileNameWithoutExtension(file), out var isProvided);
                if (isProvided)
                {
                    fromFiles++;
                }
                else if (isThere && saved.Meta.IsProvided)
                {
                    // Somebody's own has its uid now, and it was never theirs that was backed up.
                    kept++;
                }
                else
                {
                    await grafana.SaveAsync(saved, cancellationToken);
                    restored++;
                }
            }

            return $"{Boards(restored)} restored, {fromFiles} come from files"
                + (kept > 0 ? $", {kept} kept as they are: they came from files that are gone" : "");
        }

        private static string Boards(int count) => count == 1 ? "1 dashboard" : $"{count} dashboards";

        private async Task AddMissingAsync(string file, EntryKind kind, CancellationToken cancellationToken)
        {
            var there = (await grafana.EntriesAsync(kind, cancellationToken)).Select(known => known.Uid).ToHashSet();
            foreach (var saved in await ReadAsync<IReadOnlyList<Entry>>(Path.Combine(folder, file), cancellationToken))
            {
                if (!saved.IsProvided && !there.Contains(saved.Uid))
                {
                    await grafana.AddAsync(kind, saved, cancellationToken);
                }
            }
        }

        private static async Task<T> ReadAsync<T>(string file, CancellationToken cancellationToken) =>
            JsonSerializer.Deserialize<T>(
                await File.ReadAllTextAsync(file, cancellationToken),
                JsonSerializerOptions.Web
            )!;
    }
}
