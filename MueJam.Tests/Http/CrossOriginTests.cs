namespace MueJam.Tests.Http;

/// <summary>Pages of the sites in <c>Cors:Origins</c> may use the API, and no others.</summary>
[Collection(StackCollection.Name)]
public sealed class CrossOriginTests(StackFixture stack)
{
    private const string Allow = "Access-Control-Allow-Origin";
    private const string Own = "https://reader.example";
    private const string Foreign = "https://elsewhere.example";

    [Fact]
    public async Task A_page_of_a_named_site_reads_and_writes_and_one_of_another_does_not()
    {
        await using var api = await ApiProcess.StartAsync(stack, ("Cors__Origins", $"{Own}, http://localhost:5173"));
        foreach (
            var (path, origin, expected) in ((string, string, string?)[])
                [
                    ("/v1/discover/new", Own, Own),
                    ("/v1/discover/new", "http://localhost:5173", "http://localhost:5173"),
                    ("/v1/stories/nowhere", Own, Own),
                    ("/v1/nothing", Own, Own),
                    ("/v1/me/stories", Own, Own),
                    ("/health", Own, Own),
                    ("/v1/discover/new", Foreign, null),
                    ("/v1/discover/new", $"{Own}.evil.example", null),
                    ("/v1/discover/new", "null", null),
                ]
        )
        {
            using var answer = await SendAsync(api, HttpMethod.Get, path, origin);
            Assert.Equal(expected, answer.Headers.TryGetValues(Allow, out var values) ? values.Single() : null);
        }

        using var read = await SendAsync(api, HttpMethod.Get, "/v1/discover/new", Own);
        Assert.Contains(
            "ETag",
            string.Join(',', read.Headers.GetValues("Access-Control-Expose-Headers")),
            StringComparison.Ordinal
        );
        using var preflight = await SendAsync(api, HttpMethod.Options, "/v1/stories", Own);
        Assert.True(preflight.IsSuccessStatusCode);
        Assert.Equal(Own, preflight.Headers.GetValues(Allow).Single());
        Assert.Contains(
            "POST",
            string.Join(',', preflight.Headers.GetValues("Access-Control-Allow-Methods")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "authorization",
            string.Join(',', preflight.Headers.GetValues("Access-Control-Allow-Headers")),
            StringComparison.OrdinalIgnoreCase
        );
    }

    [Fact]
    public async Task Without_the_setting_no_page_of_another_site_reads_anything()
    {
        await using var api = await ApiProcess.StartAsync(stack);
        using var answer = await SendAsync(api, HttpMethod.Get, "/v1/discover/new", Own);
        Assert.False(answer.Headers.Contains(Allow));
        using var preflight = await SendAsync(api, HttpMethod.Options, "/v1/stories", Own);
        Assert.False(preflight.Headers.Contains(Allow));
    }

    [Theory]
    [InlineData("Cors:Origins", "https://reader.example/path")]
    [InlineData("Cors:Origins", "reader.example")]
    [InlineData("Cors:Origins", "ftp://reader.example")]
    [InlineData("Proxies:Trusted", "10.0.0.0/99")]
    [InlineData("Proxies:Trusted", "proxy.example")]
    public async Task What_is_no_origin_or_network_is_named_at_the_start(string setting, string value)
    {
        var start = await ApiProcess.StartInfoAsync(
            stack,
            (setting.Replace(":", "__", StringComparison.Ordinal), value)
        );
        using var process = System.Diagnostics.Process.Start(start)!;
        var ended = await BuiltProgram.EndAsync(process);
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains($"{setting} holds '{value}'", ended.Error, StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> SendAsync(ApiProcess api, HttpMethod method, string path, string origin)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Origin", origin);
        if (method == HttpMethod.Options)
        {
            request.Headers.Add("Access-Control-Request-Method", "POST");
            request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
        }

        return api.Client.SendAsync(request);
    }
}
