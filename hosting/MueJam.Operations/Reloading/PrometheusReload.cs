using MueJam.Operations.Servers;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Reloading;

/// <summary>Checks Prometheus's files and puts them into effect.</summary>
internal static class PrometheusReload
{
    /// <returns>Why the files are refused, with file and line; null when they are in effect.</returns>
    public static async Task<string?> RunAsync(OperatedStack stack, CancellationToken cancellationToken)
    {
        var prometheus = stack.Prometheus;
        var problem = await CheckAsync(stack, prometheus, cancellationToken);
        var began = DateTimeOffset.UtcNow;
        // Asked for even then: what the server itself refuses is in its metric, and so an alert and a finding.
        if (await prometheus.ReloadAsync(cancellationToken) is not { } refusal)
        {
            return null;
        }

        if (problem is not null)
        {
            return problem;
        }

        // The answer does not say which rule file it was; the log does.
        var lines = await stack.Logs.ProblemsAsync(stack.Current(stack.Known.Prometheus), began, cancellationToken);
        var reasons = lines
            .Select(line => ResourceLogs.Value(line, "err") ?? ResourceLogs.Value(line, "error") ?? line)
            .Distinct();
        return string.Join(" ", reasons.DefaultIfEmpty(refusal));
    }

    /// <summary>
    /// promtool names file and line. It is asked only when it is of the server's version: another one knows other
    /// settings.
    /// </summary>
    private static async Task<string?> CheckAsync(
        OperatedStack stack,
        PrometheusApi prometheus,
        CancellationToken cancellationToken
    )
    {
        if (LocalProgram.Find("promtool") is not { } promtool)
        {
            return null;
        }

        var server = await prometheus.VersionAsync(cancellationToken);
        var (_, version) = await LocalProgram.RunAsync(promtool, ["--version"], cancellationToken);
        if (!version.Contains($"version {server}", StringComparison.Ordinal))
        {
            return null;
        }

        var folder = stack.Known.PrometheusFolder;
        var (exitCode, output) = await LocalProgram.RunAsync(
            promtool,
            ["check", "config", Path.Combine(folder, "prometheus.yml")],
            cancellationToken
        );
        return exitCode == 0 ? null : Reasons(output, folder);
    }

    /// <summary>The lines that follow a FAILED, with paths as one has them in the repository.</summary>
    private static string Reasons(string output, string folder)
    {
        var lines = output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var reasons = lines
            .SkipWhile(line => !line.Contains("FAILED", StringComparison.Ordinal))
            .Where(line =>
                !line.StartsWith("Checking ", StringComparison.Ordinal)
                && !line.StartsWith("SUCCESS", StringComparison.Ordinal)
            )
            .Select(line =>
                line.Replace("FAILED:", "", StringComparison.Ordinal)
                    .Replace($"{folder}{Path.DirectorySeparatorChar}", "", StringComparison.Ordinal)
                    .Trim()
            )
            .Where(line => line.Length > 0)
            // promtool says of a file that is no YAML twice that it is none.
            .Distinct();
        return string.Join(" ", reasons);
    }
}
