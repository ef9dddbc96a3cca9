using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace MueJam.Tests.Attacks;

/// <summary>What is no proper HTTP, or comes drop by drop, is refused or waited for, and nobody else notices.</summary>
[Collection(StackCollection.Name)]
public sealed class RawHttpTests(StackFixture stack)
{
    private const string Get = "GET /v1/discover/new HTTP/1.1\r\nHost: localhost\r\n";
    private const string Post = "POST /v1/whispers HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static TheoryData<string, string, string> Refused() =>
        new()
        {
            { "no request", "nonsense\r\n\r\n", "400" },
            { "TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00FC\r\n\r\n", "400" },
            { "another version", "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n", "505" },
            { "no host", "GET /v1/discover/new HTTP/1.1\r\n\r\n", "400" },
            { "two hosts", $"{Get}Host: other\r\n\r\n", "400" },
            { "a host that is none", "GET / HTTP/1.1\r\nHost: a b/c?d\r\n\r\n", "400" },
            { "NUL in the path", "GET /v1/stories/a%00b HTTP/1.1\r\nHost: localhost\r\n\r\n", "400" },
            { "NUL in a header", $"{Get}X: a\u0000b\r\n\r\n", "400" },
            { "a header without a name", $"{Get}: b\r\n\r\n", "400" },
            { "a header without a colon", $"{Get}nonsense\r\n\r\n", "400" },
            { "space before the colon", $"{Get}Content-Length : 5\r\n\r\n", "400" },
            { "a folded header", $"{Get}X: a\r\n b\r\n\r\n", "400" },
            { "a header of 64 kB", $"{Get}X: {new string('x', 65_536)}\r\n\r\n", "431" },
            {
                "two hundred headers",
                $"{Get}{string.Concat(Enumerable.Range(0, 200).Select(i => $"X{i}: a\r\n"))}\r\n",
                "431"
            },
            {
                "a path of 16 kB",
                $"GET /v1/stories/{new string('x', 16_384)} HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "414"
            },
            { "a length that is negative", $"{Post}Content-Length: -1\r\n\r\n", "400" },
            { "a length that is no number", $"{Post}Content-Length: 5x\r\n\r\n{{}}", "400" },
            { "two lengths", $"{Post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{{}} ", "400" },
            { "a coding that is unknown", $"{Post}Transfer-Encoding: gzip\r\n\r\n", "400" },
            {
                "chunks that are none",
                $"{Post}Transfer-Encoding: chunked\r\n\r\nZZ\r\n{{}}\r\n0\r\n\r\n",
                "400 or 401"
            },
            { "a chunk without end", $"{Post}Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n", "400 or 401" },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_is_no_request_is_refused(string what, string request, string status)
    {
        var answer = await AskAsync(request);
        Assert.True(
            answer.Length > 12 && status.Contains(answer[9..12], StringComparison.Ordinal),
            $"{what}: {Start(answer)}"
        );
        Assert.Contains("Content-Type: application/problem+json\r\n", answer, StringComparison.Ordinal);
        var problem = JsonNode.Parse(
            answer[answer.IndexOf('{', StringComparison.Ordinal)..(answer.LastIndexOf('}') + 1)]
        )!;
        Assert.Equal(answer[9..12], $"{problem["status"]}");
        Assert.NotEmpty(problem["code"]!.GetValue<string>());
        await IsWellAsync();
    }

    [Fact]
    public async Task A_body_smuggled_behind_a_length_is_no_request_of_its_own()
    {
        // Both a length and chunks: what follows the chunks must not be read as a second request of the same
        // connection.
        var answer = await AskAsync(
            $"{Post}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                + "GET /alive HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        );
        Assert.DoesNotContain("\"status\":\"Healthy\"", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("BREW")]
    [InlineData("TRACE")]
    [InlineData("CONNECT")]
    [InlineData("OPTIONS")]
    public async Task A_method_gets_an_answer_and_no_error(string method)
    {
        var target = method == "CONNECT" ? "localhost:80" : "/v1/discover/new";
        var answer = await AskAsync($"{method} {target} HTTP/1.1\r\nHost: localhost:80\r\nConnection: close\r\n\r\n");
        Assert.Matches("^HTTP/1.1 (200|400|404|405)", Start(answer));
    }

    [Fact]
    public async Task Requests_that_come_drop_by_drop_keep_nobody_waiting()
    {
        var slow = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => ConnectAsync()));
        try
        {
            foreach (var stream in slow)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"{Post}Content-Length: 100\r\n"));
            }

            await IsWellAsync();
            // One of them ends as it should after all.
            await slow[0].WriteAsync("\r\n"u8.ToArray());
            for (var i = 0; i < 100; i += 20)
            {
                await slow[0].WriteAsync("                    "u8.ToArray());
            }

            var buffer = new byte[12];
            using var timeout = new CancellationTokenSource(Limit);
            await slow[0].ReadExactlyAsync(buffer, timeout.Token);
            Assert.Equal("HTTP/1.1 401", Encoding.ASCII.GetString(buffer));
        }
        finally
        {
            foreach (var stream in slow)
            {
                await stream.DisposeAsync();
            }
        }

        await IsWellAsync();
    }

    [Fact]
    public async Task Requests_in_one_packet_are_answered_one_after_another()
    {
        var one = $"{Get}\r\n";
        var answer = await AskAsync($"{one}{one}{one}{Get}Connection: close\r\n\r\n");
        Assert.Equal(4, answer.Split("HTTP/1.1 200").Length - 1);
    }

    private async Task IsWellAsync()
    {
        using var anyone = LibraryClient.Anonymous(stack);
        Assert.NotNull(await anyone.GetAsync("/v1/discover/new"));
    }

    /// <summary>What comes until the connection ends, or all that is expected has come.</summary>
    private async Task<string> AskAsync(string request)
    {
        await using var stream = await ConnectAsync();
        using var timeout = new CancellationTokenSource(Limit);
        var answer = new StringBuilder();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), timeout.Token);
            var buffer = new byte[16_384];
            int read;
            while ((read = await stream.ReadAsync(buffer, timeout.Token)) > 0)
            {
                answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            // The server may end what it refuses before all of it was sent.
        }

        return answer.ToString();
    }

    private async Task<NetworkStream> ConnectAsync()
    {
        var address = Aspire.Hosting.Testing.DistributedApplicationHostingTestingExtensions.GetEndpoint(
            stack.App,
            "api",
            "http"
        );
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address.Host, address.Port);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static string Start(string answer) => answer.Length > 200 ? answer[..200] : answer;
}
