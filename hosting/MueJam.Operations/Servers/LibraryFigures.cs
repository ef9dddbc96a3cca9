using System.Text.Json;

namespace MueJam.Operations.Servers;

/// <summary>What the library's API says of itself on <c>/metrics/json</c>.</summary>
internal sealed record LibraryFigures(DatabaseFigures Database, CacheFigures Cache)
{
    private const string Name = "The API";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public static async Task<LibraryFigures> ReadAsync(HttpClient api, CancellationToken cancellationToken) =>
        await api.JsonAsync<LibraryFigures>(Name, HttpMethod.Get, "/metrics/json", null, Json, cancellationToken)
        ?? throw new HttpRequestException($"{Name} shows no figures.");
}

/// <summary>The database's, as far as operations show them.</summary>
internal sealed record DatabaseFigures(IReadOnlyList<ReplicaFigures> Replicas);

/// <summary>A replica's; the lag is null before it was first seen in step.</summary>
internal sealed record ReplicaFigures(string Name, bool Streaming, double? LagSeconds);

/// <summary>The cache's; the rate is null while there was no read in the last minute.</summary>
internal sealed record CacheFigures(long Hits, long Misses, long Evictions, double? HitRatePercent);
