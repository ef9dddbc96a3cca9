using Aspire.Hosting.Testing;
using MueJam.Operations.Stack;
using StackExchange.Redis;

namespace MueJam.Tests.Support;

/// <summary>A runbook's lines for a shell, as they stand but for where the stack under test is.</summary>
internal static class RunbookShell
{
    /// <summary>
    /// What the page's commands print while all is well, and while its alert fires; nothing where the text is empty.
    /// </summary>
    public static IReadOnlyDictionary<string, (string Well, string Ill)> Says { get; } =
        new Dictionary<string, (string, string)>
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
    public static bool CanRun(Runbook page) =>
        page.Blocks("sh")
            .SelectMany(block => block.Split('\n'))
            .Select(line => line.Split(' ')[0])
            .All(program => program == "export" || LocalProgram.Find(program) is not null);

    /// <summary>Runs all blocks of a page.</summary>
    /// <param name="stack">Where.</param>
    /// <param name="page">The page.</param>
    /// <param name="server">The PostgreSQL server that the page is about this time.</param>
    /// <returns>All that they print, errors too.</returns>
    public static async Task<string> RunAsync(RunningStack stack, Runbook page, string server = "postgres")
    {
        var lines = string.Join('\n', page.Blocks("sh"));
        var address = stack.App.GetEndpoint(
            lines.Contains("redis-cli", StringComparison.Ordinal) ? "redis" : server,
            "tcp"
        );
        var exporter = stack.App.GetEndpoint($"{server}-exporter", "http");
        lines = lines
            .Replace("-h HOST -p PORT", $"-h {address.Host} -p {address.Port}", StringComparison.Ordinal)
            .Replace("localhost:9187", exporter.Authority, StringComparison.Ordinal)
            .Replace("monitoring/prometheus/", $"{stack.ConfigurationFolder("prometheus")}/", StringComparison.Ordinal)
            .Replace(
                "monitoring/alertmanager/",
                $"{stack.ConfigurationFolder("alertmanager")}/",
                StringComparison.Ordinal
            );
        var redis = ConfigurationOptions.Parse(await stack.ServerConnectionStringAsync("redis"));
        lines = DocumentedAddresses.Here(stack, lines).Replace("PASSWORD", redis.Password, StringComparison.Ordinal);
        return (await LocalProgram.RunAsync("bash", ["-c", lines], CancellationToken.None)).Output;
    }
}
