using System.Diagnostics;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Support;

/// <summary>A runbook's lines for a shell, as they stand but for where the stack under test is.</summary>
internal static class RunbookShell
{
    private static readonly (string Usual, string Resource, string Endpoint)[] Addresses =
    [
        ("http://localhost:8000", "api", "http"), ("http://localhost:9090", "gate", "prometheus"), ("http://localhost:9093", "gate", "alertmanager"),
        ("http://localhost:3000", "grafana", "http"), ("http://localhost:9187", "postgres-exporter", "http"),
        ("http://localhost:9121", "redis-exporter", "http"),
    ];

    /// <summary>What the page's commands print while all is well, and while its alert fires; nothing where the text is empty.</summary>
    public static IReadOnlyDictionary<string, (string Well, string Ill)> Says { get; } = new Dictionary<string, (string, string)>
    {
        ["AlertmanagerConfigReloadFailed"] = ("SUCCESS", "FAILED"),
        ["AlertmanagerDown"] = ("200 OK", "502 Bad Gateway"),
        ["ApplicationDown"] = ("200 OK", "Failed to connect"),
        ["DatabaseInstanceDown"] = ("accepting connections", "no response"),
        ["GrafanaDown"] = ("ok", "Failed to connect"),
        ["HighRedisConnectionCount"] = (" addr=", " addr="),
        ["HighRedisMemoryUsage"] = ("used_memory", "used_memory"),
        ["PostgresExporterDown"] = ("pg_up 1", "Failed to connect"),
        ["PrometheusConfigReloadFailed"] = ("SUCCESS", "FAILED"),
        ["PrometheusNotificationsDropped"] = ("200 OK", "502 Bad Gateway"),
        ["PrometheusRuleEvaluationFailed"] = ("", "lastError"),
        ["RedisExporterDown"] = ("redis_up 1", "Failed to connect"),
        ["RedisInstanceDown"] = ("NOAUTH", "Connection refused"),
        ["Watchdog"] = ("Watchdog", ""),
    };

    /// <summary>Whether this machine has the programs that the page names: with containers it may not.</summary>
    public static bool CanRun(Runbook page)
        => page.Blocks("sh").SelectMany(block => block.Split('\n')).Select(line => line.Split(' ')[0]).Where(program => program != "export")
            .All(program => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program))));

    /// <summary>Runs all blocks of a page.</summary>
    /// <param name="stack">Where.</param>
    /// <param name="page">The page.</param>
    /// <param name="server">The PostgreSQL server that the page is about this time.</param>
    /// <returns>All that they print, errors too.</returns>
    public static async Task<string> RunAsync(RunningStack stack, Runbook page, string server = "postgres")
    {
        var lines = string.Join('\n', page.Blocks("sh"));
        var address = stack.App.GetEndpoint(lines.Contains("redis-cli", StringComparison.Ordinal) ? "redis" : server, "tcp");
        lines = lines.Replace("-h HOST -p PORT", $"-h {address.Host} -p {address.Port}", StringComparison.Ordinal)
            .Replace("monitoring/prometheus/", $"{stack.ConfigurationFolder("prometheus")}/", StringComparison.Ordinal)
            .Replace("monitoring/alertmanager/", $"{stack.ConfigurationFolder("alertmanager")}/", StringComparison.Ordinal);
        foreach (var (usual, resource, endpoint) in Addresses.Where(one => lines.Contains(one.Usual, StringComparison.Ordinal)))
        {
            var asked = resource == "postgres-exporter" ? $"{server}-exporter" : resource;
            lines = lines.Replace(usual, stack.App.GetEndpoint(asked, endpoint).ToString().TrimEnd('/'), StringComparison.Ordinal);
        }

        if (lines.Contains("PASSWORD", StringComparison.Ordinal))
        {
            var password = (await stack.ServerConnectionStringAsync("redis")).Split("password=")[1].Split(',')[0];
            lines = lines.Replace("PASSWORD", password, StringComparison.Ordinal);
        }

        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", lines]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        return string.Concat(await Task.WhenAll(shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync()));
    }
}
