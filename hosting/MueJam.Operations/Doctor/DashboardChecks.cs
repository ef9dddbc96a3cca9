using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using MueJam.Operations.Servers;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Doctor;

/// <summary>From the dashboard files to figures in Grafana.</summary>
internal static class DashboardChecks
{
    private const string DataSource = "prometheus";

    public static async IAsyncEnumerable<Finding> RunAsync(
        OperatedStack stack,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var (known, name) = (stack.Known, stack.Known.Grafana.Resource.Name);
        var files = Directory
            .EnumerateFiles(Path.Combine(known.GrafanaFolder, "dashboards"), "*.json")
            .Select(DashboardFile.Read)
            .ToList();
        foreach (var finding in FileFindings(Provisioning(known, "dashboards"), files))
        {
            yield return finding;
        }

        if (await stack.GrafanaAsync(cancellationToken) is not { } grafana)
        {
            yield return new Finding(
                "Grafana is not available on this machine.",
                $"The log of '{name}' says what is missing. The dashboard files are checked all the same.",
                IsAdvice: true
            );
            yield break;
        }

        var health = await Probe.Async(
            async () =>
            {
                await grafana.CheckHealthAsync(cancellationToken);
                return true;
            },
            _ => new Finding("Grafana answers."),
            name,
            $"{Advice.Start(name)} Its log says why it ended."
        );
        yield return health;
        if (health.IsProblem)
        {
            yield break;
        }

        foreach (var file in files.Where(file => file.Uid is not null))
        {
            var (isLoaded, isRefused) = await FindAsync(grafana, file.Uid!, cancellationToken);
            if (isRefused)
            {
                yield return new Finding(
                    "Grafana refuses the administrator's password.",
                    "Its data volume was made with another GRAFANA_ADMIN_PASSWORD: set that one in .env."
                );
                yield break;
            }

            if (!isLoaded)
            {
                yield return new Finding(
                    $"Grafana has not loaded dashboards/{file.Name} (uid {file.Uid}).",
                    "Wait ten seconds for a new file; after that Grafana's log says why."
                );
            }
        }

        yield return await DataSourceAsync(grafana, known, cancellationToken);
    }

    /// <summary>The folder of one kind of provisioning file.</summary>
    private static string Provisioning(OperatedModel known, string kind) =>
        Path.Combine(known.GrafanaFolder, "provisioning", kind);

    private static IEnumerable<Finding> FileFindings(string provisioning, IReadOnlyList<DashboardFile> files)
    {
        if (!Directory.Exists(provisioning) || !Directory.EnumerateFiles(provisioning, "*.yml").Any())
        {
            yield return new Finding(
                $"No file in {provisioning} tells Grafana where the dashboards are.",
                $"Restore it: {Advice.Restore(Path.Combine(provisioning, "dashboards.yml"))}"
            );
        }

        foreach (var file in files.Where(file => file.Uid is null))
        {
            yield return file.IsModel
                ? new Finding(
                    $"dashboards/{file.Name} has no uid: Grafana gives it another one with every new database.",
                    "Links to it break then. Give it a \"uid\" of its own.",
                    IsAdvice: true
                )
                : new Finding(
                    $"dashboards/{file.Name} is no dashboard: it is not the JSON of one.",
                    "Export it again from Grafana (Share, Export, without 'for sharing externally'), as the bare model."
                );
        }

        foreach (
            var same in files
                .Where(file => file.Uid is not null)
                .GroupBy(file => file.Uid)
                .Where(group => group.Count() > 1)
        )
        {
            yield return new Finding(
                $"{string.Join(" and ", same.Select(file => $"dashboards/{file.Name}"))} have the same uid "
                    + $"'{same.Key}': Grafana loads neither.",
                "Give one of them another uid."
            );
        }
    }

    private static async Task<(bool IsLoaded, bool IsRefused)> FindAsync(
        GrafanaApi grafana,
        string uid,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (await grafana.DashboardAsync(uid, cancellationToken) is not null, false);
        }
        catch (HttpRequestException e) when (e.StatusCode is { } status)
        {
            return (false, status == HttpStatusCode.Unauthorized);
        }
    }

    /// <summary>The data source that the dashboards name, and whether Prometheus is behind it.</summary>
    private static async Task<Finding> DataSourceAsync(
        GrafanaApi grafana,
        OperatedModel known,
        CancellationToken cancellationToken
    )
    {
        var name = known.Grafana.Resource.Name;
        var file = Path.Combine(Provisioning(known, "datasources"), "prometheus.yml");
        if (!await grafana.HasDataSourceAsync(DataSource, cancellationToken))
        {
            return new Finding(
                $"Grafana has not loaded the data source '{DataSource}', which the dashboards ask.",
                $"Restore it: {Advice.Restore(file)}, which is read at the start. {Advice.Restart(name)}"
            );
        }

        var (status, isPrometheus) = await grafana.AskDataSourceAsync(DataSource, cancellationToken);
        if (status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)
        {
            return new Finding(
                $"Nothing answers behind Grafana's data source: {(int)status}.",
                $"{Advice.Start(known.Prometheus.Resource.Name)} If it runs, look at the address in {file}."
            )
            {
                Because = [known.Prometheus.Resource.Name],
            };
        }

        return isPrometheus
            ? new Finding("Grafana's data source answers.")
            : new Finding(
                "Grafana's data source answers, but not like Prometheus.",
                $"Look at the address in {file}. {Advice.Restart(name)}"
            );
    }

    private sealed record DashboardFile(string Name, bool IsModel, string? Uid)
    {
        public static DashboardFile Read(string file)
        {
            var name = Path.GetFileName(file);
            try
            {
                // In the form of a Kubernetes resource its name is the uid.
                return JsonNode.Parse(File.ReadAllText(file)) is JsonObject json
                    ? new(name, true, (json["metadata"]?["name"] ?? json["uid"])?.GetValue<string>())
                    : new(name, false, null);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or IOException)
            {
                return new(name, false, null);
            }
        }
    }
}
