using System.Net;
using System.Net.Http.Json;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Attacks;

[Collection(StackCollection.Name)]
public sealed class TokenTests(StackFixture stack)
{
    public static TheoryData<string> Bad() => [.. TokenForms.Bad.Keys];

    [Fact]
    public async Task The_form_that_the_others_differ_from_is_let_in()
    {
        Assert.True(TokenForms.Bad.Count >= 63, $"{TokenForms.Bad.Count} forms");
        using var answer = await WriteAsync($"Bearer {TokenForms.Good}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var lower = await WriteAsync($"bearer {TokenForms.Good}");
        Assert.Equal(HttpStatusCode.OK, lower.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_bad_token_writes_nothing(string what)
    {
        using var answer = await WriteAsync($"Bearer {TokenForms.Bad[what]}");
        if (answer.StatusCode != HttpStatusCode.RequestHeaderFieldsTooLarge)
        {
            await LibraryClient.IsProblemAsync(answer, HttpStatusCode.Unauthorized, "token_invalid");
            Assert.Contains("invalid_token", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        }

        // Whoever reads is nobody then, and no error either.
        using var reading = await SendAsync(HttpMethod.Get, "/v1/discover/new", null, $"Bearer {TokenForms.Bad[what]}");
        Assert.True(
            reading.StatusCode is HttpStatusCode.OK or HttpStatusCode.RequestHeaderFieldsTooLarge,
            $"{reading.StatusCode}"
        );
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Basic YWRhOmFkYQ==")]
    [InlineData("Token {good}")]
    [InlineData("{good}")]
    [InlineData("Bearer Bearer {good}")]
    [InlineData("Bearer {good}, Bearer {good}")]
    [InlineData("Bearer \"{good}\"")]
    public async Task Another_scheme_is_none(string authorization)
    {
        using var answer = await WriteAsync(authorization.Replace("{good}", TokenForms.Good, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    private Task<HttpResponseMessage> WriteAsync(string authorization) =>
        SendAsync(HttpMethod.Put, "/v1/me/profile", new { bio = "Writes." }, authorization);

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        object? body,
        string authorization
    )
    {
        using var api = stack.App.CreateHttpClient("api", "http");
        using var request = new HttpRequestMessage(method, path)
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
        Assert.True(request.Headers.TryAddWithoutValidation("Authorization", authorization));
        return await api.SendAsync(request);
    }
}
