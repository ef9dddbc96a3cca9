using System.Net;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Attacks;

/// <summary>Nobody makes a series by what they send.</summary>
[Collection(StackCollection.Name)]
public sealed class CardinalityTests(StackFixture stack)
{
    private const int Kinds = 10;
    private const int Times = 25;

    [Fact]
    public async Task What_is_sent_is_no_label()
    {
        using var api = stack.App.CreateHttpClient("api", "http");
        var marker = $"mark{Guid.NewGuid():N}"[..12];
        // Each kind of answer has its series then.
        await SendAllAsync(api, marker, 0);
        await SendAllAsync(api, marker, 1);
        var before = await SeriesAsync(api);
        for (var i = 2; i < Times; i++)
        {
            await SendAllAsync(api, marker, i);
        }

        var after = await SeriesAsync(api);
        // A bucket or a status that a busy moment adds is no series per request.
        Assert.True(after.Count - before.Count < Times, string.Join('\n', after.Except(before)));
        Assert.DoesNotContain(after, series => series.Contains(marker, StringComparison.OrdinalIgnoreCase));
    }

    private static async Task SendAllAsync(HttpClient api, string marker, int number)
    {
        var word = $"{marker}{number}";
        for (var kind = 0; kind < Kinds; kind++)
        {
            using var request = kind switch
            {
                0 => new HttpRequestMessage(HttpMethod.Get, $"/{word}"),
                1 => new HttpRequestMessage(HttpMethod.Get, $"/v1/stories/{word}"),
                2 => new HttpRequestMessage(HttpMethod.Get, $"/v1/{word}/{word}"),
                3 => new HttpRequestMessage(new HttpMethod(word.ToUpperInvariant()), "/v1/stories"),
                4 => new HttpRequestMessage(HttpMethod.Get, "/v1/stories") { Headers = { Host = $"{word}.example" } },
                5 => new HttpRequestMessage(HttpMethod.Get, $"/v1/stories?{word}={word}"),
                6 => new HttpRequestMessage(HttpMethod.Get, $"/v1/stories?tag={word}")
                {
                    Headers = { { "User-Agent", word } },
                },
                7 => new HttpRequestMessage(HttpMethod.Get, "/v1/me/stories")
                {
                    Headers = { Authorization = new("Bearer", Tokens.For(word)) },
                },
                8 => new HttpRequestMessage(HttpMethod.Post, "/v1/stories")
                {
                    Content = new StringContent("{}", System.Text.Encoding.UTF8, $"application/{word}"),
                },
                _ => new HttpRequestMessage(HttpMethod.Get, $"/v1/profiles/{word}") { Version = HttpVersion.Version10 },
            };
            using var answer = await api.SendAsync(request);
            Assert.True((int)answer.StatusCode < 500, $"{request.RequestUri}: {answer.StatusCode}");
        }
    }

    private static async Task<HashSet<string>> SeriesAsync(HttpClient api) =>
        [
            .. (await api.GetStringAsync("/metrics"))
                .Split('\n')
                .Where(line => line.Length > 0 && line[0] != '#')
                .Select(line => line[..line.LastIndexOf(' ')]),
        ];
}
