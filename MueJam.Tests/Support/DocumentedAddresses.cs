using Aspire.Hosting.Testing;

namespace MueJam.Tests.Support;

/// <summary>The documents' addresses; the stack under test has others.</summary>
internal static class DocumentedAddresses
{
    private static readonly (string Port, string Resource, string Endpoint)[] Ports =
    [
        ("8000", "api", "http"),
        ("9090", "gate", "prometheus"),
        ("9093", "gate", "alertmanager"),
        ("3000", "grafana", "http"),
        ("9187", "postgres-exporter", "http"),
        ("9121", "redis-exporter", "http"),
    ];

    /// <summary>A text with the addresses of this stack.</summary>
    public static string Here(RunningStack stack, string text)
    {
        foreach (var (port, resource, endpoint) in Ports)
        {
            text = text.Replace(
                $"localhost:{port}",
                stack.App.GetEndpoint(resource, endpoint).Authority,
                StringComparison.Ordinal
            );
        }

        return text;
    }
}
