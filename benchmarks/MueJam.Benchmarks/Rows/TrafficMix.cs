using MueJam.Benchmarks.Load;
using MueJam.Benchmarks.Measuring;
using Npgsql;

namespace MueJam.Benchmarks.Rows;

/// <summary>
/// What readers and writers of a library ask, nine reads to a write; some stories are asked for far more often than
/// others.
/// </summary>
internal sealed class TrafficMix
{
    private const int Requests = 20_000;
    private const int Writers = 100;

    private readonly byte[][] _requests;

    private TrafficMix(byte[][] requests) => _requests = requests;

    public static async Task<TrafficMix> CreateAsync(Bench bench)
    {
        var random = new Random(1);
        var whispers = await WhispersAsync(bench);
        var tokens = Enumerable.Range(0, Writers).Select(bench.Token).ToList();
        string Slug() => bench.Slugs[(int)(Math.Pow(random.NextDouble(), 5) * bench.Slugs.Count)];
        long Whisper() => whispers[random.Next(whispers.Count)];
        string Token() => tokens[random.Next(tokens.Count)];
        byte[] Read() =>
            HttpLoad.Request(
                random.Next(10) switch
                {
                    < 5 => $"/v1/stories/{Slug()}",
                    5 => $"/v1/stories/{Slug()}/chapters/1",
                    6 => $"/v1/stories/{Slug()}/whispers",
                    7 => "/v1/discover/trending",
                    8 => "/v1/discover/new",
                    _ => "/v1/whispers",
                }
            );
        byte[] Write() =>
            random.Next(3) switch
            {
                0 => HttpLoad.Request(
                    "/v1/whispers",
                    "POST",
                    Token(),
                    $$"""{"body": "Read this", "story": "{{Slug()}}"}"""
                ),
                1 => HttpLoad.Request($"/v1/whispers/{Whisper()}/like", "PUT", Token()),
                _ => HttpLoad.Request(
                    $"/v1/stories/{Slug()}/progress",
                    "PUT",
                    Token(),
                    """{"chapter": 1, "percent": 50}"""
                ),
            };
        return new TrafficMix([.. Enumerable.Range(0, Requests).Select(n => n % 10 == 0 ? Write() : Read())]);
    }

    public byte[] Request(long number) => _requests[number % _requests.Length];

    private static async Task<List<long>> WhispersAsync(Bench bench)
    {
        await using var source = NpgsqlDataSource.Create(bench.Backing.Primary);
        await using var command = source.CreateCommand("SELECT id FROM whispers ORDER BY id LIMIT 10000");
        await using var rows = await command.ExecuteReaderAsync();
        var ids = new List<long>();
        while (await rows.ReadAsync())
        {
            ids.Add(rows.GetInt64(0));
        }

        return ids;
    }
}
