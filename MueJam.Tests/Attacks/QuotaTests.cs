using System.Net;
using System.Net.Http.Json;
using MueJam.ServiceDefaults;

namespace MueJam.Tests.Attacks;

/// <summary>Whatever a request is answered with, it is counted, for the one who sent it.</summary>
[Collection(StackCollection.Name)]
public sealed class QuotaTests(StackFixture stack)
{
    private const int Reads = 20;
    private const int Writes = 10;

    [Fact]
    public async Task Refusals_are_limited_too()
    {
        await using var api = await StartAsync(("Proxies__Trusted", "127.0.0.1"));
        var noHandle = Tokens.For("no handle");
        await IsLimitedAsync(Reads, 404, () => Request(HttpMethod.Get, "/v1/nothing"));
        await IsLimitedAsync(Reads, 404, () => Request(HttpMethod.Get, "/nothing"));
        await IsLimitedAsync(Reads, 404, () => Request(HttpMethod.Get, "/v1/stories/nowhere"));
        await IsLimitedAsync(Reads, 405, () => Request(HttpMethod.Delete, "/v1/discover/new"));
        await IsLimitedAsync(Reads, 415, () => Request(HttpMethod.Post, "/v1/stories", new StringContent("slug=a")));
        await IsLimitedAsync(Reads, 400, () => Request(HttpMethod.Get, "/v1/stories?limit=2"));
        await IsLimitedAsync(
            Writes,
            401,
            () => Request(HttpMethod.Put, "/v1/me/profile", JsonContent.Create(new { bio = "b" }))
        );
        await IsLimitedAsync(
            Writes,
            401,
            () => Request(HttpMethod.Put, "/v1/me/profile", JsonContent.Create(new { bio = "b" }), "nonsense")
        );
        await IsLimitedAsync(
            Writes,
            403,
            () => Request(HttpMethod.Put, "/v1/me/profile", JsonContent.Create(new { bio = "b" }), noHandle)
        );
        await IsLimitedAsync(Reads, 200, () => Request(HttpMethod.Get, "/openapi/v1.json"));

        async Task IsLimitedAsync(int limit, int status, Func<HttpRequestMessage> request)
        {
            var address = NewAddress();
            var statuses = new List<int>();
            for (var i = 0; i < (2 * limit) + 2; i++)
            {
                statuses.Add(await StatusAsync(api, request(), address));
            }

            // A minute may turn in between.
            Assert.Equal(status, statuses[0]);
            Assert.InRange(statuses.Count(answered => answered == status), limit, 2 * limit);
            Assert.Equal(429, statuses[^1]);
            foreach (var path in (string[])["/health", "/alive", "/metrics"])
            {
                Assert.Equal(200, await StatusAsync(api, Request(HttpMethod.Get, path), address));
            }
        }
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_everybody_has_a_quota_of_their_own_and_an_IPv6_network_has_one()
    {
        await using var api = await StartAsync(("Proxies__Trusted", "10.250.0.0/16, 127.0.0.1"));
        var greedy = NewAddress();
        await UseUpAsync(api, _ => greedy);
        Assert.Equal(200, await StatusAsync(api, Request(HttpMethod.Get, "/v1/discover/new"), NewAddress()));
        // What the client itself claims, left of the address that the nearest untrusted hop has.
        await UseUpAsync(api, i => $"192.0.2.{i}, {greedy}");
        await UseUpAsync(api, i => $"192.0.2.{i}, {greedy}, 10.250.1.2");
        // One customer's network.
        await UseUpAsync(api, i => $"2001:db8:1:2:{i:x}::1");
        Assert.Equal(200, await StatusAsync(api, Request(HttpMethod.Get, "/v1/discover/new"), "2001:db8:1:3::1"));
    }

    [Fact]
    public async Task Nobody_is_believed_who_is_no_trusted_proxy()
    {
        await using var api = await StartAsync();
        await UseUpAsync(api, _ => NewAddress());
        await using var other = await StartAsync(("Proxies__Trusted", "10.0.0.0/8"));
        await UseUpAsync(other, _ => NewAddress());
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "::ffff:192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "20010DB800010002/64")]
    [InlineData("::1", "0000000000000000/64")]
    public void An_address_is_a_client_or_its_network(string address, string client) =>
        Assert.Equal(client, ClientAddress.Of(IPAddress.Parse(address)));

    /// <summary>An instance that counts alone: the address of the tests is shared by all of them.</summary>
    private Task<ApiProcess> StartAsync(params (string, string)[] environment) =>
        ApiProcess.StartAsync(
            stack,
            [
                ("RateLimits__ReadsPerMinute", $"{Reads}"),
                ("RateLimits__WritesPerMinute", $"{Writes}"),
                ("ConnectionStrings__redis", "127.0.0.1:1,abortConnect=false"),
                .. environment,
            ]
        );

    private static async Task UseUpAsync(ApiProcess api, Func<int, string> forwardedFor)
    {
        var last = 0;
        for (var i = 0; i < (2 * Reads) + 2; i++)
        {
            last = await StatusAsync(api, Request(HttpMethod.Get, "/v1/discover/new"), forwardedFor(i));
        }

        Assert.Equal(429, last);
    }

    private static HttpRequestMessage Request(
        HttpMethod method,
        string path,
        HttpContent? body = null,
        string? token = null
    ) =>
        new(method, path) { Content = body, Headers = { Authorization = token is null ? null : new("Bearer", token) } };

    private static async Task<int> StatusAsync(ApiProcess api, HttpRequestMessage request, string forwardedFor)
    {
        using (request)
        {
            request.Headers.Add("X-Forwarded-For", forwardedFor);
            using var answer = await api.Client.SendAsync(request);
            return (int)answer.StatusCode;
        }
    }

    private static string NewAddress() =>
        new IPAddress([
            198,
            (byte)Random.Shared.Next(18, 20),
            (byte)Random.Shared.Next(256),
            (byte)Random.Shared.Next(1, 255),
        ]).ToString();
}
