using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MueJam.Tests.Telemetry;

/// <summary>Figures over the window, of an instance that nobody else asks.</summary>
[Collection(StackCollection.Name)]
public sealed partial class WindowTests(StackFixture stack)
{
    /// <summary>A name of /metrics, and where the same figure is in /metrics/json.</summary>
    private static readonly (string Name, string[] Path)[] Figures =
    [
        ("db_query_count", ["database", "query_count"]),
        ("db_error_count", ["database", "error_count"]),
        ("db_slow_query_count", ["database", "slow_query_count"]),
        ("db_avg_latency_ms", ["database", "avg_latency_ms"]),
        ("db_error_rate_percent", ["database", "error_rate_percent"]),
        ("db_throughput_qps", ["database", "throughput_qps"]),
        ("cache_hits", ["cache", "hits"]),
        ("cache_misses", ["cache", "misses"]),
        ("cache_evictions", ["cache", "evictions"]),
        ("cache_hit_rate_percent", ["cache", "hit_rate_percent"]),
        ("cache_miss_rate_percent", ["cache", "miss_rate_percent"]),
        ("cache_eviction_rate_percent", ["cache", "eviction_rate_percent"]),
        ("cache_l1_hit_rate_percent", ["cache", "l1", "hit_rate_percent"]),
        ("cache_l2_hit_rate_percent", ["cache", "l2", "hit_rate_percent"]),
    ];

    private static readonly string[] OfTheWindow =
    [
        "db_avg_latency_ms",
        "db_error_rate_percent",
        "db_throughput_qps",
        "cache_hit_rate_percent",
        "cache_miss_rate_percent",
        "cache_eviction_rate_percent",
        "cache_l1_hit_rate_percent",
        "cache_l2_hit_rate_percent",
    ];

    [Fact]
    public async Task Both_endpoints_agree_and_without_traffic_the_windows_figures_vanish_whatever_probes_ask()
    {
        using var author = LibraryClient.NewUser(stack);
        var slug = await author.PostStoryAsync();
        await using var api = await ApiProcess.StartAsync(stack);
        for (var i = 0; i < 3; i++)
        {
            Assert.NotNull(await api.Client.JsonAsync($"/v1/stories/{slug}"));
        }

        // A second may turn between the two answers.
        await Eventually.GetAsync(
            _ => DifferencesAsync(api.Client),
            differences => differences.Length == 0,
            TimeSpan.FromSeconds(10)
        );
        var before = await SamplesAsync(api.Client);
        Assert.Empty(OfTheWindow.Except(before.Keys));

        await Eventually.GetAsync(
            async token =>
            {
                using var health = await api.Client.GetAsync("/health", token);
                Assert.Equal(HttpStatusCode.OK, health.StatusCode);
                return string.Join(' ', OfTheWindow.Intersect((await SamplesAsync(api.Client)).Keys));
            },
            left => left.Length == 0,
            TimeSpan.FromSeconds(75)
        );
        Assert.Equal("", await DifferencesAsync(api.Client));
        Assert.Equal(before["db_query_count"], (await SamplesAsync(api.Client))["db_query_count"]);
    }

    private static async Task<string> DifferencesAsync(HttpClient api)
    {
        var (text, json) = (await SamplesAsync(api), await api.JsonAsync("/metrics/json"));
        return string.Join(
            "; ",
            Figures
                .Select(figure =>
                    (
                        figure.Name,
                        Text: text.TryGetValue(figure.Name, out var sample) ? sample : (double?)null,
                        Json: figure.Path.Aggregate((JsonNode?)json, (node, key) => node![key])?.GetValue<double>()
                    )
                )
                .Where(f => f.Text is null != f.Json is null || Math.Abs((f.Text - f.Json) ?? 0) > 1e-5)
                .Select(f => $"{f.Name} {f.Text} {f.Json}")
        );
    }

    private static async Task<Dictionary<string, double>> SamplesAsync(HttpClient api) =>
        Sample()
            .Matches(await api.GetStringAsync("/metrics"))
            .ToDictionary(
                match => match.Groups[1].Value,
                match => double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)
            );

    [GeneratedRegex(@"^((?:db|cache)_[a-z0-9_]+) ([0-9.]+)$", RegexOptions.Multiline)]
    private static partial Regex Sample();
}
