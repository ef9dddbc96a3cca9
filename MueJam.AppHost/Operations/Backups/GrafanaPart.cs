using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace MueJam.AppHost.Operations.Backups;

/// <summary>Grafana's dashboards, folders and data sources. What files provide is kept for reading; only what people made is restored.</summary>
internal sealed class GrafanaPart() : BackupPart("grafana")
{
    private const string Dashboards = "dashboards";
    private const string Folders = "folders.json";
    private const string DataSources = "datasources.json";
    private const int MostDashboards = 5000;

    public override async Task<bool> IsAvailableAsync(RunningStack stack, CancellationToken cancellationToken) => await stack.GrafanaAsync(cancellationToken) is not null;

    public override async Task BackUpAsync(RunningStack stack, string folder, CancellationToken cancellationToken)
    {
        var grafana = await ClientAsync(stack, cancellationToken);
        await WriteAsync(Folders, await grafana.GetAsync("/api/folders", cancellationToken));
        await WriteAsync(DataSources, await grafana.GetAsync("/api/datasources", cancellationToken));
        Directory.CreateDirectory(Path.Combine(folder, Dashboards));
        foreach (var (uid, dashboard) in await ReadAsync(grafana, cancellationToken))
        {
            await WriteAsync(Path.Combine(Dashboards, $"{uid}.json"), dashboard);
        }

        Task WriteAsync(string file, JsonNode content) => File.WriteAllTextAsync(Path.Combine(folder, file), content.ToJsonString(), cancellationToken);
    }

    public override async Task<string?> ContentAsync(RunningStack stack, CancellationToken cancellationToken)
    {
        var own = (await ReadAsync(await ClientAsync(stack, cancellationToken), cancellationToken)).Count(board => !IsProvided(board.Dashboard));
        return own > 0 ? $"{own} dashboards of its own" : null;
    }

    public override async Task<PreparedPart> PrepareAsync(RunningStack stack, string folder, CancellationToken cancellationToken)
        => new Prepared(await ClientAsync(stack, cancellationToken), folder);

    private static async Task<GrafanaApi> ClientAsync(RunningStack stack, CancellationToken cancellationToken)
        => new(await stack.GrafanaAsync(cancellationToken) ?? throw new OperationException("Grafana is not available on this machine."));

    private static async Task<IReadOnlyList<(string Uid, JsonNode Dashboard)>> ReadAsync(GrafanaApi grafana, CancellationToken cancellationToken)
    {
        var dashboards = new List<(string, JsonNode)>();
        foreach (var found in (await grafana.GetAsync($"/api/search?type=dash-db&limit={MostDashboards}", cancellationToken)).AsArray())
        {
            var uid = found!["uid"]!.GetValue<string>();
            dashboards.Add((uid, await grafana.GetAsync($"/api/dashboards/uid/{Uri.EscapeDataString(uid)}", cancellationToken)));
        }

        return dashboards;
    }

    private static bool IsProvided(JsonNode dashboard) => dashboard["meta"]?["provisioned"]?.GetValue<bool>() is true;

    private sealed class Prepared(GrafanaApi grafana, string folder) : PreparedPart
    {
        public override async Task<string> CommitAsync(CancellationToken cancellationToken)
        {
            await AddMissingAsync(Folders, "/api/folders", known => true, cancellationToken);
            await AddMissingAsync(DataSources, "/api/datasources", known => known["readOnly"]?.GetValue<bool>() is not true, cancellationToken);
            var there = (await ReadAsync(grafana, cancellationToken)).Where(board => IsProvided(board.Dashboard)).Select(board => board.Uid).ToHashSet();
            var restored = 0;
            foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, Dashboards), "*.json"))
            {
                var saved = JsonNode.Parse(await File.ReadAllTextAsync(file, cancellationToken))!;
                if (IsProvided(saved) || there.Contains(Path.GetFileNameWithoutExtension(file)))
                {
                    continue;
                }

                var dashboard = saved["dashboard"]!.DeepClone();
                // The running Grafana gives it a number of its own; the uid stays.
                dashboard["id"] = null;
                await grafana.PostAsync("/api/dashboards/db", new JsonObject { ["dashboard"] = dashboard, ["folderUid"] = saved["meta"]!["folderUid"]?.DeepClone(), ["overwrite"] = true }, cancellationToken);
                restored++;
            }

            return $"{restored} dashboards restored; the others come from files";
        }

        private async Task AddMissingAsync(string file, string path, Func<JsonNode, bool> isOwn, CancellationToken cancellationToken)
        {
            var there = (await grafana.GetAsync(path, cancellationToken)).AsArray().Select(known => $"{known!["uid"]}").ToHashSet();
            var saved = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, file), cancellationToken))!.AsArray();
            foreach (var missing in saved.Where(known => isOwn(known!) && !there.Contains($"{known!["uid"]}")))
            {
                var copy = missing!.DeepClone().AsObject();
                copy.Remove("id");
                await grafana.PostAsync(path, copy, cancellationToken);
            }
        }
    }

    /// <summary>JSON over Grafana's HTTP API.</summary>
    private sealed class GrafanaApi(HttpClient http)
    {
        public Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);

        public Task<JsonNode> PostAsync(string path, JsonNode body, CancellationToken cancellationToken)
            => SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) }, cancellationToken);

        private async Task<JsonNode> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var answer = await http.SendOrExplainAsync("Grafana", request, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            return answer.IsSuccessStatusCode
                ? JsonNode.Parse(text)!
                : throw new HttpRequestException($"Grafana refuses {request.RequestUri}: {(int)answer.StatusCode} {text}");
        }
    }
}
