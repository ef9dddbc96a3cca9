using System.Net;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Api;

/// <summary>Requests that are wrong before any feature sees them.</summary>
[Collection(StackCollection.Name)]
public sealed class RequestTests(StackFixture stack)
{
    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"slug": 5, "title": "T"}""")]
    [InlineData("""{"slug": "a", "title": "\ud800"}""")]
    public async Task Malformed_JSON_is_refused(string body)
    {
        using var user = LibraryClient.NewUser(stack);
        using var answer = await user.SendTextAsync(HttpMethod.Post, "/v1/stories", body);
        await LibraryClient.IsProblemAsync(answer, HttpStatusCode.BadRequest, "malformed_request");
    }

    [Fact]
    public async Task Another_content_type_is_refused()
    {
        using var user = LibraryClient.NewUser(stack);
        using var answer = await user.SendTextAsync(
            HttpMethod.Post,
            "/v1/stories",
            "slug=a",
            "application/x-www-form-urlencoded"
        );
        await LibraryClient.IsProblemAsync(answer, HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused()
    {
        using var user = LibraryClient.NewUser(stack);
        using var answer = await user.SendTextAsync(
            HttpMethod.Post,
            "/v1/stories",
            $$"""{"title": "{{new string('x', 512 * 1024)}}"}"""
        );
        await LibraryClient.IsProblemAsync(answer, HttpStatusCode.RequestEntityTooLarge, "payload_too_large");
    }

    [Fact]
    public async Task A_hundred_megabyte_body_is_refused_before_it_is_sent()
    {
        using var user = LibraryClient.NewUser(stack);
        using var answer = await user.SendTextAsync(
            HttpMethod.Post,
            "/v1/stories",
            $$"""{"title": "{{new string('x', 100_000_000)}}"}""",
            expectContinue: true
        );
        await LibraryClient.IsProblemAsync(answer, HttpStatusCode.RequestEntityTooLarge, "payload_too_large");
    }

    public static TheoryData<string> BadTokens() =>
        [
            "nonsense",
            "a.b.c",
            Tokens.For("forged_user", key: Tokens.NewKey()),
            Tokens.For("expired_user", validFor: TimeSpan.FromMinutes(-5)),
            Tokens.For("foreign_user", issuer: "someone-else"),
            Tokens.For("foreign_user", audience: "another-service"),
            // Unsigned: {"alg":"none"}.
            "eyJhbGciOiJub25lIn0."
                + "eyJzdWIiOiJhZGFfbCIsImlzcyI6Im11ZWphbSIsImF1ZCI6Im11ZWphbS1saWJyYXJ5IiwiZXhwIjo0MTAyNDQ0ODAwfQ.",
        ];

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task A_token_that_is_forged_expired_or_foreign_writes_nothing(string token)
    {
        using var client = LibraryClient.WithToken(stack, token);
        await client.RefusedAsync(
            HttpMethod.Post,
            "/v1/stories",
            new { slug = "a", title = "T" },
            HttpStatusCode.Unauthorized,
            "token_invalid"
        );
    }

    [Fact]
    public async Task Without_a_token_nothing_is_written()
    {
        using var anyone = LibraryClient.Anonymous(stack);
        await anyone.RefusedAsync(
            HttpMethod.Post,
            "/v1/stories",
            new { slug = "a", title = "T" },
            HttpStatusCode.Unauthorized,
            "token_missing"
        );
        await anyone.RefusedAsync(HttpMethod.Get, "/v1/me/stories", null, HttpStatusCode.Unauthorized, "token_missing");
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("with space")]
    [InlineData("thirty_one_characters_are_too_m")]
    [InlineData("'; DROP TABLE profiles; --")]
    public async Task A_subject_that_is_no_handle_writes_nothing(string subject)
    {
        using var client = LibraryClient.WithToken(stack, Tokens.For(subject));
        await client.RefusedAsync(
            HttpMethod.Post,
            "/v1/stories",
            new { slug = "a", title = "T" },
            HttpStatusCode.Forbidden,
            "forbidden"
        );
    }

    [Fact]
    public async Task An_unknown_path_or_method_is_a_problem_too()
    {
        using var anyone = LibraryClient.Anonymous(stack);
        await anyone.RefusedAsync(HttpMethod.Get, "/v1/nothing", null, HttpStatusCode.NotFound, "not_found");
        await anyone.RefusedAsync(
            HttpMethod.Delete,
            "/v1/discover/new",
            null,
            HttpStatusCode.MethodNotAllowed,
            "method_not_allowed"
        );
    }

    [Fact]
    public async Task The_document_has_a_page_to_read_it()
    {
        using var api = stack.App.CreateHttpClient("api", "http");
        var document = await api.JsonAsync("/openapi/v1.json");
        Assert.True(document["paths"]!.AsObject().Count > 20);
        Assert.All(
            document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()),
            operation => Assert.NotNull(operation.Value!["summary"])
        );
        Assert.Contains("MueJam Library", await api.GetStringAsync("/scalar"), StringComparison.Ordinal);
    }
}
