using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MueJam.AppHost.Operations.Doctor;

/// <summary>From the dashboard files to figures in Grafana.</summary>
internal static class DashboardChecks
{
    private const string DataSource = "prometheus";
    private const string DataSourceFile = "monitoring/grafana/provisioning/datasources/prometheus.yml";

    public static async IAsyncEnumerable<Finding> RunAsync(RunningStack stack, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var provisioning = Path.Combine(stack.Folders.Grafana, "provisioning", "dashboards");
        if (!Directory.Exists(provisioning) || !Directory.EnumerateFiles(provisioning, "*.yml").Any())
        {
            yield return new Finding("No file in monitoring/grafana/provisioning/dashboards tells Grafana where the dashboards are.", "Restore dashboards.yml: git checkout monitoring/grafana/provisioning");
        }

        var files = Directory.EnumerateFiles(Path.Combine(stack.Folders.Grafana, "dashboards"), "*.json").Select(file => (Name: Path.GetFileName(file), Uid: Uid(file))).ToList();
        foreach (var (name, _) in files.Where(file => file.Uid is null))
        {
            yield return new Finding($"dashboards/{name} is no dashboard: it is not JSON, or has no uid.", "Export it again from Grafana (Share, Export, without 'for sharing externally'), as the bare model with its uid.");
        }

        foreach (var same in files.Where(file => file.Uid is not null).GroupBy(file => file.Uid).Where(group => group.Count() > 1))
        {
            yield return new Finding($"{string.Join(" and ", same.Select(file => $"dashboards/{file.Name}"))} have the same uid '{same.Key}': Grafana loads neither.", "Give one of them another uid.");
        }

        if (await stack.GrafanaAsync(cancellationToken) is not { } grafana)
        {
            yield return new Finding("Grafana is not available on this machine.", "Use containers, or install Grafana; the dashboard files are checked all the same.", IsAdvice: true);
            yield break;
        }

        var health = await Probe.Async(
            () => Probe.BodyAsync(grafana, "Grafana", "/api/health", cancellationToken), _ => new Finding("Grafana answers."), "Start 'grafana' on the page of resources and read its log.");
        yield return health;
        if (health.IsProblem)
        {
            yield break;
        }

        foreach (var (name, uid) in files.Where(file => file.Uid is not null))
        {
            using var answer = await grafana.GetAsync($"/api/dashboards/uid/{uid}", cancellationToken);
            if (answer.StatusCode == HttpStatusCode.Unauthorized)
            {
                yield return new Finding("Grafana refuses the administrator's password.", "Its data volume was made with another GRAFANA_ADMIN_PASSWORD: set that one in .env.");
                yield break;
            }

            if (!answer.IsSuccessStatusCode)
            {
                yield return new Finding($"Grafana has not loaded dashboards/{name} (uid {uid}).", "Wait ten seconds for a new file; after that Grafana's log says why.");
            }
        }

        yield return await DataSourceAsync(grafana, cancellationToken);
    }

    /// <summary>The data source that the dashboards name, and whether Prometheus is behind it.</summary>
    private static async Task<Finding> DataSourceAsync(HttpClient grafana, CancellationToken cancellationToken)
    {
        using var known = await grafana.GetAsync($"/api/datasources/uid/{DataSource}", cancellationToken);
        if (!known.IsSuccessStatusCode)
        {
            return new Finding($"Grafana has not loaded the data source '{DataSource}', which the dashboards ask.", $"Restore it: git checkout monitoring/grafana/provisioning, then restart 'grafana', which reads {DataSourceFile} when it starts.");
        }

        using var answer = await grafana.GetAsync($"/api/datasources/proxy/uid/{DataSource}/api/v1/query?query=up", cancellationToken);
        if (answer.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)
        {
            return new Finding($"Nothing answers behind Grafana's data source: {(int)answer.StatusCode}.", $"Start 'prometheus'; if it runs, look at the address in {DataSourceFile}.");
        }

        return (await answer.Content.ReadAsStringAsync(cancellationToken)).Contains("\"success\"", StringComparison.Ordinal)
            ? new Finding("Grafana's data source answers.")
            : new Finding("Grafana's data source answers, but not like Prometheus.", $"Look at the address in {DataSourceFile}, then restart 'grafana'.");
    }

    private static string? Uid(string file)
    {
        try
        {
            return (JsonNode.Parse(File.ReadAllText(file)) as JsonObject)?["uid"]?.GetValue<string>();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException)
        {
            return null;
        }
    }
}
