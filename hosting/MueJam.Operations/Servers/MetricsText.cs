using System.Globalization;

namespace MueJam.Operations.Servers;

/// <summary>What a server says of itself on <c>/metrics</c>, newer than the last scrape.</summary>
internal static class MetricsText
{
    /// <summary>The sum of a metric's samples; null when there is none.</summary>
    /// <param name="http">The server.</param>
    /// <param name="server">Its name for people.</param>
    /// <param name="name">The metric.</param>
    /// <param name="label">Such as <c>integration="email"</c>; all samples when empty.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<double?> SumAsync(
        HttpClient http,
        string server,
        string name,
        string label,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        using var answer = await http.SendOrExplainAsync(server, request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        var samples = text.Split('\n')
            .Where(line =>
                line.StartsWith($"{name}{{", StringComparison.Ordinal)
                || line.StartsWith($"{name} ", StringComparison.Ordinal)
            )
            .Where(line => line.Contains(label, StringComparison.Ordinal))
            .Select(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture))
            .ToList();
        return samples.Count == 0 ? null : samples.Sum();
    }
}
