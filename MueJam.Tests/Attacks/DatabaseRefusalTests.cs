using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MueJam.Api.Errors;
using Npgsql;

namespace MueJam.Tests.Attacks;

/// <summary>
/// What the database refuses of what a request holds is the request's fault, whatever let it through.
/// </summary>
public sealed class DatabaseRefusalTests
{
    [Theory]
    [InlineData("22021", 400, "validation_failed")]
    [InlineData("22P05", 400, "validation_failed")]
    [InlineData("22003", 400, "validation_failed")]
    [InlineData("22001", 400, "validation_failed")]
    [InlineData("23505", 409, "conflict")]
    [InlineData("23503", 409, "conflict")]
    [InlineData("42601", 500, "internal_error")]
    [InlineData("57014", 503, "database_timeout")]
    public async Task It_is_answered_by_its_kind(string sqlState, int status, string code)
    {
        await using var services = new ServiceCollection().AddLogging().AddProblemDetails().BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services, Response = { Body = new MemoryStream() } };
        var handler = new ExceptionProblems(
            services.GetRequiredService<IProblemDetailsService>(),
            NullLogger<ExceptionProblems>.Instance
        );

        Assert.True(
            await handler.TryHandleAsync(
                context,
                new PostgresException("hidden", "ERROR", "ERROR", sqlState),
                CancellationToken.None
            )
        );

        context.Response.Body.Position = 0;
        var problem = (await JsonNode.ParseAsync(context.Response.Body))!;
        Assert.Equal(status, context.Response.StatusCode);
        Assert.Equal(code, problem["code"]!.GetValue<string>());
        Assert.DoesNotContain("hidden", problem.ToJsonString(), StringComparison.Ordinal);
    }
}
