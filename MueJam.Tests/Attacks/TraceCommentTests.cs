using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Attacks;

/// <summary>The comment that leads from a statement to its trace holds an id and nothing that a caller wrote.</summary>
[Collection(StackCollection.Name)]
public sealed partial class TraceCommentTests(StackFixture stack)
{
    private const string Statements = """
        SELECT string_agg(query, E'\n') FROM pg_stat_activity WHERE application_name LIKE 'muejam-api-%'
        """;
    private const string Marker = "hostile";

    private readonly LibraryClient _user = LibraryClient.NewUser(stack);

    [Theory]
    [InlineData("traceparent", "00-*/ SELECT 'hostile'; /*-00f067aa0ba902b7-01")]
    [InlineData("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-*/hostile")]
    [InlineData("traceparent", "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-*/hostile")]
    [InlineData("traceparent", "00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01")]
    [InlineData("traceparent", "00-00000000000000000000000000000000-0000000000000000-01")]
    [InlineData("tracestate", "a=*/ SELECT 'hostile'; /*")]
    [InlineData("baggage", "a=*/%20SELECT%20'hostile';%20/*")]
    [InlineData("Request-Id", "|hostile*/.1.")]
    public async Task A_hostile_trace_is_in_no_statement(string header, string value)
    {
        await WriteAsync(request =>
        {
            if (header != "traceparent")
            {
                request.Headers.Add(
                    "traceparent",
                    $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01"
                );
            }

            Assert.True(request.Headers.TryAddWithoutValidation(header, value));
        });
        var statements = await StatementsAsync();
        Assert.DoesNotContain(Marker, statements, StringComparison.OrdinalIgnoreCase);
        Assert.All(
            statements.Split('\n').Where(line => line.Contains("/*", StringComparison.Ordinal)),
            line => Assert.Matches(Comment(), line)
        );
    }

    [Fact]
    public async Task A_trace_that_a_caller_records_is_named_and_many_make_no_more_statements()
    {
        const string Count = """
            SELECT count(*) FROM pg_stat_statements
            WHERE query LIKE '%INSERT INTO shelves (owner, name)%'
            """;
        await using var primary = await Database.OpenAsync(stack, "postgres", "muejam_library");
        string Record(HttpRequestMessage request)
        {
            var trace = ActivityTraceId.CreateRandom().ToString();
            request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
            return trace;
        }

        var trace = "";
        await WriteAsync(request => trace = Record(request));
        Assert.Contains($"/* trace_id={trace} */", await StatementsAsync(), StringComparison.Ordinal);
        var before = await primary.ScalarAsync<long>(Count);
        for (var i = 0; i < 50; i++)
        {
            await WriteAsync(request => Record(request));
        }

        Assert.Equal(before, await primary.ScalarAsync<long>(Count));
    }

    private async Task WriteAsync(Action<HttpRequestMessage> change)
    {
        using var api = stack.App.CreateHttpClient("api", "http");
        using var request = new HttpRequestMessage(
            // One statement: of a transaction PostgreSQL shows the last, which is its end.
            HttpMethod.Post,
            "/v1/shelves"
        )
        {
            Content = JsonContent.Create(new { name = $"{Guid.NewGuid():N}" }),
        };
        request.Headers.Authorization = new("Bearer", Tokens.For(_user.Handle!));
        change(request);
        using var answer = await api.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<string> StatementsAsync()
    {
        await using var primary = await Database.OpenAsync(stack, "postgres", "muejam_library");
        return await primary.ScalarAsync<string>(Statements) ?? "";
    }

    [GeneratedRegex(@"/\* trace_id=[0-9a-f]{32} \*/")]
    private static partial Regex Comment();
}
